namespace EdgeKd.Release;

/// <summary>What was found of a bundle that is whole, signed and consistent.</summary>
public sealed record VerifiedBundle
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>The profile of its evidence: one of <see cref="Profiles"/>.</summary>
    public required string Profile { get; init; }

    /// <summary>The key that signed it.</summary>
    public required TrustedKey Key { get; init; }

    /// <summary>Files of the bundle, the signature among them.</summary>
    public required int Files { get; init; }

    /// <summary>The verdict, decided again from the data.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The rules whose waivers are not signed by the keys that were given: for them the signer of the bundle answers.</summary>
    public required IReadOnlyList<string> UncheckedWaivers { get; init; }
}
