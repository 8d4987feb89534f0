namespace EdgeKd.Release;

/// <summary>What was measured of the released model beside a candidate, on the candidate's test images: the contents of
/// <c>baseline.json</c>.</summary>
public sealed record BaselineEvidence
{
    /// <summary>The name of the file in bundles.</summary>
    public const string FileName = "baseline.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The released version.</summary>
    public required string Version { get; init; }

    /// <summary>The SHA-256 of the test images that were answered: those of the candidate.</summary>
    public required string TestSetSha256 { get; init; }

    /// <summary>Whether the released model was asked again because the test set is another than at its release; else its answers are
    /// those of its release.</summary>
    public required bool AskedAgain { get; init; }

    /// <summary>The precisions that candidate and baseline have in common.</summary>
    public required IReadOnlyList<BaselineModelEvidence> Models { get; init; }
}
