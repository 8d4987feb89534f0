namespace EdgeKd.Release;

/// <summary>What the bill of materials of a release is made from.</summary>
public sealed record BomSubject
{
    /// <summary>The manifest, with its models.</summary>
    public required BundleManifest Manifest { get; init; }

    /// <summary>Size and digest of each model file of the manifest.</summary>
    public required IReadOnlyList<BundleFile> ModelFiles { get; init; }

    /// <summary>What was measured.</summary>
    public required ValidationEvidence Evidence { get; init; }

    /// <summary>What the gate decided.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The network, such as <c>mobilenetv2</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The data that it learnt from and was measured on.</summary>
    public required BomSource Data { get; init; }

    /// <summary>The teachers, the first one first.</summary>
    public required IReadOnlyList<BomSource> Teachers { get; init; }
}
