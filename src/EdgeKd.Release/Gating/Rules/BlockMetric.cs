using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>A figure that each block has, and how it is said.</summary>
/// <param name="Name">In words.</param>
/// <param name="Unit">As in <see cref="RuleResult.Unit"/>.</param>
/// <param name="Value">The figure of a block; null where it was not measured.</param>
/// <param name="Text">The figure with its unit, for people.</param>
/// <param name="Remedy">What to do where the candidate takes too much.</param>
/// <param name="Where">Where it can be measured, where that is not everywhere.</param>
internal sealed record BlockMetric(string Name, string Unit, Func<BlockEvidence, double?> Value, Func<double, string> Text, string Remedy, string Where = "")
{
    private const string Faster =
        "edgekd audit says which nodes take the time; make the student narrower (student.width), quantize what runs in float, or raise the rule's margin";

    /// <exception cref="ArgumentException">Blocks have no such figure.</exception>
    public static BlockMetric Of(string metric) => metric switch
    {
        GateMetrics.LatencyP50Ms => new("the median latency", "ms", block => block.MedianMs, Milliseconds, Faster),
        GateMetrics.LatencyP90Ms => new("the 90th percentile of latency", "ms", block => block.P90Ms, Milliseconds, Faster),
        GateMetrics.PeakMemoryBytes => new("the peak memory", "bytes", block => block.PeakBytes, bytes => Invariant($"{bytes:N0} bytes"),
            "lower the input size or make the student narrower (student.width), or raise the rule's margin", " (Linux)"),
        _ => throw new ArgumentException($"'{metric}' is not measured in blocks; {GateMetrics.LatencyP50Ms}, {GateMetrics.LatencyP90Ms} and {GateMetrics.PeakMemoryBytes} are."),
    };

    private static string Milliseconds(double ms) => Invariant($"{ms:F3} ms");
}
