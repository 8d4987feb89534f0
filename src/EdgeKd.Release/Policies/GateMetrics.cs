namespace EdgeKd.Release;

/// <summary>The metrics that a rule can be about.</summary>
public static class GateMetrics
{
    /// <summary>The share of images whose class is the likeliest.</summary>
    public const string Top1 = "top1";

    /// <summary>The share of images whose class is among the five likeliest.</summary>
    public const string Top5 = "top5";

    /// <summary>The mean of the classes' recalls.</summary>
    public const string BalancedAccuracy = "balancedAccuracy";

    /// <summary>The mean of the classes' F1.</summary>
    public const string MacroF1 = "macroF1";

    /// <summary>Of a class's images, the share that is recognised.</summary>
    public const string Recall = "recall";

    /// <summary>Of the images that are taken for a class, the share that is of it.</summary>
    public const string Precision = "precision";

    /// <summary>The mean cost of an answer by the policy's matrix.</summary>
    public const string MeanCost = "meanCost";

    /// <summary>The accuracy of the answers whose confidence reaches the policy's threshold.</summary>
    public const string SelectiveAccuracy = "selectiveAccuracy";

    /// <summary>The expected calibration error: 15 bins of equal width.</summary>
    public const string Ece = "ece";

    /// <summary>The mean negative log-likelihood of the labels, in nats.</summary>
    public const string Nll = "nll";

    /// <summary>The share of images that the other model answered right and this one does not.</summary>
    public const string HarmfulFlips = "harmfulFlips";

    /// <summary>The median latency at batch 1, in milliseconds.</summary>
    public const string LatencyP50Ms = "latencyP50Ms";

    /// <summary>The 90th percentile of the latency at batch 1, in milliseconds.</summary>
    public const string LatencyP90Ms = "latencyP90Ms";

    /// <summary>The peak memory, in bytes.</summary>
    public const string PeakMemoryBytes = "peakMemoryBytes";

    /// <summary>The size of the model file, in bytes.</summary>
    public const string SizeBytes = "sizeBytes";

    /// <summary>The share of images that a target answers like the same model, or with <c>against: float</c> like the float model, on the
    /// machine that measures.</summary>
    public const string Agreement = "agreement";

    /// <summary>The instructions that a target executes for one image.</summary>
    public const string Instructions = "instructions";

    /// <summary>Groups of nodes that ONNX Runtime runs in float in an INT8 model.</summary>
    public const string FloatIslands = "floatIslands";
}
