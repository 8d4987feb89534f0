using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>A bundle that may become a release: measured in full, passed, of one piece. Whether it fits the releases that are there is
/// another question.</summary>
/// <param name="Bundle">Its files.</param>
/// <param name="Evidence">What was measured of it.</param>
/// <param name="Verdict">What the gate decided.</param>
internal sealed record PromotableBundle(BundleReader Bundle, ValidationEvidence Evidence, Verdict Verdict)
{
    /// <summary>The SHA-256 of its manifest.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bundle.ReadManifest()));

    public string Version => Bundle.Manifest.Version;

    /// <exception cref="InvalidDataException">It may not; the message says why and what to do.</exception>
    public static PromotableBundle Require(BundleReader bundle)
    {
        var where = bundle.Path;
        var manifest = bundle.Manifest;
        VersionOrder.Parse(manifest.Version, where);
        var evidence = ValidationEvidence.Parse(bundle.Read(ValidationEvidence.FileName), $"{where}: {ValidationEvidence.FileName}");
        var verdict = Verdict.Parse(bundle.Read(Verdict.FileName), $"{where}: {Verdict.FileName}");
        string[] profiles = [manifest.Profile, evidence.Profile, verdict.Profile];
        if (profiles.FirstOrDefault(profile => profile != Profiles.Release) is { } profile)
            throw new InvalidDataException($"{where}: it was measured with the profile '{profile}', which cannot be promoted; run Ship with --profile=release --promote.");
        if (verdict.Outcome is not (VerdictOutcome.Pass or VerdictOutcome.Warn))
            throw new InvalidDataException($"{where}: the gate refused it ({string.Join(", ", verdict.Rules.Where(rule => !rule.Passed).Select(rule => rule.Title))}), so it cannot be promoted; see {Verdict.FileName} for what to change.");
        if (!Same(manifest.Name, evidence.Name, verdict.Name) || !Same(manifest.Version, evidence.Version, verdict.Version))
            throw new InvalidDataException($"{where}: manifest, evidence and verdict are of {manifest.Name} {manifest.Version}, {evidence.Name} {evidence.Version} and {verdict.Name} {verdict.Version}; pack it again.");
        string[] packed = [.. manifest.Models.Select(model => model.Precision)], passed = [.. verdict.Released(evidence).Select(model => model.Precision)];
        if (!packed.Order().SequenceEqual(passed.Order()))
            throw new InvalidDataException($"{where}: it holds the precisions {string.Join(", ", packed)}, but those that passed the gate are {string.Join(", ", passed)}; pack it again.");
        return new PromotableBundle(bundle, evidence, verdict);
    }

    private static bool Same(string first, string second, string third) => first == second && second == third;
}
