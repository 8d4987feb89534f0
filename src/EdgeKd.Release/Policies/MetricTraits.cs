namespace EdgeKd.Release;

/// <summary>What kind of number a metric is.</summary>
/// <param name="Words">Its name in a sentence.</param>
/// <param name="Unit">The unit of its absolute limits.</param>
/// <param name="MoreIsBetter">Whether larger values are better.</param>
/// <param name="IsOfAnswers">Whether it follows from a model's answers to the test images.</param>
/// <param name="Against">What it can be compared with.</param>
internal sealed record MetricTraits(string Words, string Unit, bool MoreIsBetter, bool IsOfAnswers, params string[] Against)
{
    private static readonly string[] Anything = [Released, Float, Teacher];

    private static readonly Dictionary<string, MetricTraits> Known = new()
    {
        [GateMetrics.Top1] = new("top-1", "share", true, true, Anything),
        [GateMetrics.Top5] = new("top-5", "share", true, true, Anything),
        [GateMetrics.BalancedAccuracy] = new("balanced accuracy", "share", true, true, Anything),
        [GateMetrics.MacroF1] = new("macro-F1", "share", true, true, Anything),
        [GateMetrics.Recall] = new("recall", "share", true, true, Anything),
        [GateMetrics.Precision] = new("precision", "share", true, true, Anything),
        [GateMetrics.MeanCost] = new("mean cost", "cost", false, true, Anything),
        [GateMetrics.SelectiveAccuracy] = new("accuracy of the answers that are not rejected", "share", true, true, Anything),
        [GateMetrics.Ece] = new("expected calibration error", "share", false, true, Anything),
        [GateMetrics.Nll] = new("negative log-likelihood", "nats", false, true, Anything),
        [GateMetrics.HarmfulFlips] = new("harmful flips", "share", false, true, Anything),
        // Latency and memory are compared in paired blocks, which are measured beside the released model alone.
        [GateMetrics.LatencyP50Ms] = new("median latency", "ms", false, false, Released),
        [GateMetrics.LatencyP90Ms] = new("90th percentile of latency", "ms", false, false, Released),
        [GateMetrics.PeakMemoryBytes] = new("peak memory", "bytes", false, false, Released),
        [GateMetrics.SizeBytes] = new("model file", "bytes", false, false, Released, Float),
        [GateMetrics.FloatIslands] = new("float islands", "islands", false, false, Released),
        [GateMetrics.Agreement] = new("agreement with this machine's answers", "share", true, false, Float),
        [GateMetrics.Instructions] = new("executed instructions", "instructions", false, false, Released),
    };

    public const string Released = "released";
    public const string Float = "float";
    public const string Teacher = "teacher";

    /// <summary>The unit of differences and margins: shares are compared in points.</summary>
    public string DifferenceUnit => Unit == "share" ? "points" : Unit;

    /// <summary>What a difference of two values is multiplied by to be in <see cref="DifferenceUnit"/>.</summary>
    public double DifferenceScale => Unit == "share" ? 100 : 1;

    /// <summary>Whether it is measured in blocks of runs.</summary>
    public bool IsOfBlocks => Unit == "ms" || this == Known[GateMetrics.PeakMemoryBytes];

    /// <summary>Whether it can differ from target to target, so that a rule may name one.</summary>
    public bool IsOfTargets => IsOfBlocks || IsOfTargetsAlone || this == Known[GateMetrics.Top1];

    /// <summary>Whether it is measured on targets alone.</summary>
    public bool IsOfTargetsAlone => this == Known[GateMetrics.Agreement] || this == Known[GateMetrics.Instructions];

    /// <summary>Whether it compares by itself, so that it has an absolute limit beside <c>against</c>.</summary>
    public bool Compares => this == Known[GateMetrics.HarmfulFlips] || this == Known[GateMetrics.Agreement];

    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public static MetricTraits Of(string metric) =>
        Known.TryGetValue(metric, out var traits) ? traits : throw new ArgumentException($"There is no metric {metric}.");

    public static bool IsKnown(string metric) => Known.ContainsKey(metric);
}
