using System.Globalization;

namespace EdgeKd.Release;

/// <summary>Which model a target should load.</summary>
/// <param name="Name">The target.</param>
/// <param name="Model">The path of the model file in the bundle.</param>
/// <param name="Because">Why that one.</param>
public sealed record BundleTarget(string Name, string Model, string Because)
{
    /// <summary>The machine that measured.</summary>
    public const string Local = "local";

    // Two measurements of one model differ by that much on a busy machine: within it the choice would change from run to run.
    private const double NearTie = 0.05;

    /// <summary>Chooses the fastest model by the 90th percentile of its latency; of those within 5 % of it, the smallest file, and of
    /// equals, the first.</summary>
    /// <param name="name">The target that the latencies were measured on.</param>
    /// <param name="released">What was measured of the models that keep the gate's rules, at least one.</param>
    /// <param name="models">Their files.</param>
    public static BundleTarget FastestOf(string name, IReadOnlyList<PrecisionEvidence> released, IReadOnlyList<BundleModel> models)
    {
        var fastest = released.MinBy(model => model.Latency.P90Ms)!;
        var chosen = released.Where(model => model.Latency.P90Ms <= fastest.Latency.P90Ms * (1 + NearTie)).MinBy(model => model.SizeBytes)!;
        var others = released.Where(model => model != chosen).Select(model => $"{Milliseconds(model)} of {model.Precision}").ToArray();
        var because = others.Length == 0
            ? $"p90 {Milliseconds(chosen)}, the only model"
            : $"p90 {Milliseconds(chosen)} against {string.Join(", ", others)}";
        if (chosen != fastest)
            because += string.Create(CultureInfo.InvariantCulture, $"; within {NearTie * 100:0} % of the fastest, and the smaller file ({chosen.SizeBytes:N0} bytes against {fastest.SizeBytes:N0})");
        return new BundleTarget(name, models.First(model => model.Precision == chosen.Precision).File, because);
    }

    private static string Milliseconds(PrecisionEvidence model) => string.Create(CultureInfo.InvariantCulture, $"{model.Latency.P90Ms:F3} ms");
}
