namespace EdgeKd.Release;

/// <summary>The model that is released now.</summary>
/// <param name="Manifest">What its bundle held.</param>
/// <param name="Evidence">What was measured of it.</param>
/// <param name="Verdict">Why it was released.</param>
public sealed record ReleasedBaseline(BundleManifest Manifest, ValidationEvidence Evidence, Verdict Verdict)
{
    /// <summary>Where its model files lie; empty where it was read from a bundle.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What was measured of a precision; null where the baseline was not released in it.</summary>
    /// <param name="precision">One of <see cref="Precisions"/>.</param>
    public PrecisionEvidence? Released(string precision) => Verdict.Released(Evidence).FirstOrDefault(model => model.Precision == precision);
}
