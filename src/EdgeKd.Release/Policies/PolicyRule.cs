namespace EdgeKd.Release;

/// <summary>One rule of a policy: a metric with an absolute limit, or with a margin against another model on the same images.</summary>
/// <remarks>Shares (accuracies, rates, ECE) are compared in percentage points, so that a margin of 0.5 is half a point; their
/// absolute limits are fractions (0.88). Milliseconds and bytes are themselves.</remarks>
public sealed record PolicyRule
{
    /// <summary>What is measured: one of <see cref="GateMetrics"/>.</summary>
    public required string Metric { get; init; }

    /// <summary>What it is compared with: <c>released</c>, <c>float</c> or <c>teacher</c>; null for an absolute limit.</summary>
    public string? Against { get; init; }

    /// <summary>The least value that passes; for metrics of which more is better.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The largest value that passes; for metrics of which less is better.</summary>
    public double? AtMost { get; init; }

    /// <summary>How much worse it may be than what it is compared with: points, milliseconds or bytes.</summary>
    public double? Margin { get; init; }

    /// <summary>The same as a share of the other's value, in per cent. Where both margins stand, both must be exceeded to refuse.</summary>
    public double? MarginPercent { get; init; }

    /// <summary>The one-sided confidence of the decision. 0.5 decides by the measured value alone.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary><c>error</c>: a broken rule refuses. <c>warning</c>: it is shown.</summary>
    public string Level { get; init; } = "error";

    /// <summary>The only precision it is about; null for each.</summary>
    public string? Precision { get; init; }

    /// <summary>The only target it is about; null for each. For latency and memory.</summary>
    public string? Target { get; init; }

    /// <summary>A class by its name, or <c>each</c> for all of them, with Holm's correction; null for all images.</summary>
    public string? Class { get; init; }

    /// <summary>A slice by its name, or <c>each</c>; null for all images.</summary>
    public string? Slice { get; init; }

    /// <summary>Whether it fails where its metric was not measured; otherwise it is passed over then, and says so.</summary>
    public bool MustHaveData { get; init; } = true;
}
