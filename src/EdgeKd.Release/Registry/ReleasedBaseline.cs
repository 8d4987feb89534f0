namespace EdgeKd.Release;

/// <summary>The model that is released now.</summary>
/// <param name="Manifest">What its bundle held.</param>
/// <param name="Evidence">What was measured of it.</param>
/// <param name="Verdict">Why it was released.</param>
public sealed record ReleasedBaseline(BundleManifest Manifest, ValidationEvidence Evidence, Verdict Verdict)
{
    /// <summary>Where its files lie, by their paths in the bundle; all of them were checked by digest.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The SHA-256 of its <c>bundle.json</c>, which names all other files by digest: the release in 64 digits.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The higher version that it was put back in place of; null where it is simply the latest.</summary>
    public string? RolledBackFrom { get; init; }

    /// <summary>The precisions that it is released in.</summary>
    public IEnumerable<string> ReleasedPrecisions => Verdict.Released(Evidence).Select(model => model.Precision);

    /// <summary>What was measured of a precision; null where the baseline was not released in it.</summary>
    /// <param name="precision">One of <see cref="Precisions"/>.</param>
    public PrecisionEvidence? Released(string precision) => Verdict.Released(Evidence).FirstOrDefault(model => model.Precision == precision);
}
