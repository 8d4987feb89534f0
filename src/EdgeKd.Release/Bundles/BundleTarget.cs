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

    /// <summary>Chooses the fastest model by the 90th percentile of its latency; of equals, the first.</summary>
    /// <param name="name">The target that the latencies were measured on.</param>
    /// <param name="released">What was measured of the models that keep the gate's rules, at least one.</param>
    /// <param name="models">Their files.</param>
    public static BundleTarget FastestOf(string name, IReadOnlyList<PrecisionEvidence> released, IReadOnlyList<BundleModel> models)
    {
        var fastest = released.MinBy(model => model.Latency.P90Ms)!;
        var others = released.Where(model => model != fastest).Select(model => $"{Milliseconds(model)} of {model.Precision}").ToArray();
        var because = others.Length == 0
            ? $"p90 {Milliseconds(fastest)}, the only model"
            : $"p90 {Milliseconds(fastest)} against {string.Join(", ", others)}";
        return new BundleTarget(name, models.First(model => model.Precision == fastest.Precision).File, because);
    }

    private static string Milliseconds(PrecisionEvidence model) => string.Create(CultureInfo.InvariantCulture, $"{model.Latency.P90Ms:F3} ms");
}
