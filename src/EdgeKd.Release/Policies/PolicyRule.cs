using System.ComponentModel.DataAnnotations;

namespace EdgeKd.Release;

/// <summary>One rule of a policy: a metric with an absolute limit, or with a margin against another model on the same images.</summary>
/// <remarks>Shares (accuracies, rates, ECE) are compared in percentage points, so that a margin of 0.5 is half a point; their
/// absolute limits are fractions (0.88). Milliseconds and bytes are themselves.</remarks>
public sealed record PolicyRule
{
    /// <summary>What stands for every class or slice.</summary>
    public const string Each = "each";

    /// <summary>What is measured: one of <see cref="GateMetrics"/>.</summary>
    [AllowedValues(
        GateMetrics.Top1, GateMetrics.Top5, GateMetrics.BalancedAccuracy, GateMetrics.MacroF1, GateMetrics.Recall, GateMetrics.Precision,
        GateMetrics.MeanCost, GateMetrics.SelectiveAccuracy, GateMetrics.Ece, GateMetrics.Nll, GateMetrics.HarmfulFlips,
        GateMetrics.LatencyP50Ms, GateMetrics.LatencyP90Ms, GateMetrics.PeakMemoryBytes, GateMetrics.SizeBytes, GateMetrics.FloatIslands,
        GateMetrics.Agreement, GateMetrics.Instructions)]
    public required string Metric { get; init; }

    /// <summary>What it is compared with: <c>released</c>, <c>float</c> or <c>teacher</c>; null for an absolute limit.</summary>
    [AllowedValues(MetricTraits.Released, MetricTraits.Float, MetricTraits.Teacher)] public string? Against { get; init; }

    /// <summary>The least value that passes; for metrics of which more is better.</summary>
    [Range(0, 1e15)] public double? AtLeast { get; init; }

    /// <summary>The largest value that passes; for metrics of which less is better.</summary>
    [Range(0, 1e15)] public double? AtMost { get; init; }

    /// <summary>How much worse it may be than what it is compared with: points, milliseconds, bytes, nats or costs.</summary>
    [Range(0, 1e15)] public double? Margin { get; init; }

    /// <summary>The same as a share of the other's value, in per cent. Where both margins stand, both must be exceeded to refuse.</summary>
    [Range(0, 1e6)] public double? MarginPercent { get; init; }

    /// <summary>The one-sided confidence of the decision. 0.5 decides by the measured value alone.</summary>
    [Range(0.5, 0.9999)] public double Confidence { get; init; } = 0.95;

    /// <summary><c>error</c>: a broken rule refuses. <c>warning</c>: it is shown.</summary>
    [AllowedValues("error", "warning")] public string Level { get; init; } = "error";

    /// <summary>The only precision it is about; null for each.</summary>
    [AllowedValues(Precisions.Float32, Precisions.Float16, Precisions.Int8, Precisions.Int8Weights)] public string? Precision { get; init; }

    /// <summary>The only target it is about; <c>each</c> for all but the machine that measures. Null for that machine, and for each target of
    /// <c>agreement</c> and <c>instructions</c>. For <c>top1</c>, latency, memory, agreement and instructions.</summary>
    public string? Target { get; init; }

    /// <summary>A class by its name, or <c>each</c> for all of them, with Holm's correction; null for all images.</summary>
    public string? Class { get; init; }

    /// <summary>A slice by its name, or <c>each</c>; null for all images.</summary>
    public string? Slice { get; init; }

    /// <summary>Whether it fails where its metric was not measured; otherwise it is passed over then, and says so.</summary>
    public bool MustHaveData { get; init; } = true;
}
