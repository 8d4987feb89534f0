namespace EdgeKd.Release.Tests.Registry;

/// <summary>Bundles that may be promoted, and what promotes them.</summary>
internal static class ReleaseSamples
{
    public static readonly DateOnly Day = new(2026, 11, 26);

    /// <summary>Packs a bundle in a folder of its own and returns its path.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="version">The candidate's version.</param>
    /// <param name="against">The release that the gate compared it with; null for a first release.</param>
    /// <param name="right">Test images of 1,000 that it answers right.</param>
    /// <param name="weights">The contents of its model files.</param>
    /// <param name="outcome">What the gate decided.</param>
    /// <param name="profile">The profile of manifest, evidence and verdict.</param>
    /// <param name="name">The model's name.</param>
    public static string Bundle(
        TemporaryFolder folder, string version, string? against = null, int right = 900, string weights = "weights",
        VerdictOutcome outcome = VerdictOutcome.Pass, string profile = Profiles.Release, string name = "shapes")
    {
        var evidence = Samples.Evidence(right, runs: 64, profile: profile, version: version) with { Name = name };
        var manifest = Samples.Manifest(profile) with { Version = version, Name = name };
        return Samples.Bundle(Directory.CreateDirectory(folder[$"bundle-{Guid.NewGuid():N}"]).FullName, evidence, Verdict(evidence, against, outcome), manifest, weights);
    }

    /// <summary>A verdict with one rule, which is broken where it is a refusal.</summary>
    public static Verdict Verdict(ValidationEvidence evidence, string? against = null, VerdictOutcome outcome = VerdictOutcome.Pass) => new()
    {
        Name = evidence.Name,
        Version = evidence.Version,
        Outcome = outcome,
        FirstRelease = against is null,
        BaselineVersion = against,
        Profile = evidence.Profile,
        Rules =
        [
            new()
            {
                Metric = GateMetrics.Top1, Outcome = Enum.Parse<RuleOutcome>(outcome.ToString()), Limit = 0.5, MoreIsBetter = true, Unit = "share",
                Message = "as told", Remedy = "none", Level = outcome == VerdictOutcome.Warn ? "warning" : "error",
            },
        ],
    };

    public static PromotionRequest Request(bool allowLower = false, IReleaseAuthenticity? authenticity = null) => new()
    {
        Authenticity = authenticity ?? new TrustsAll(),
        Date = Day,
        By = "ada",
        AllowLower = allowLower,
    };

    /// <summary>A registry with releases one after the other.</summary>
    public static ReleaseRegistry Registry(TemporaryFolder folder, params IEnumerable<string> versions)
    {
        var registry = ReleaseRegistry.Open(folder["releases"]);
        string? against = null;
        foreach (var version in versions)
        {
            registry.Promote(Bundle(folder, version, against), Request());
            against = version;
        }

        return registry;
    }

    private sealed class TrustsAll : IReleaseAuthenticity
    {
        public void Require(BundleReader bundle)
        {
        }
    }
}
