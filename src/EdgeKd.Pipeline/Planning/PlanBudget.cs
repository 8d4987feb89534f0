using static System.FormattableString;

namespace EdgeKd.Pipeline.Planning;

/// <summary>What a student may take, in its best precision.</summary>
/// <param name="P90Ms">The largest 90th percentile of latency at batch 1, in milliseconds; null for any.</param>
/// <param name="P50Ms">The largest median of latency at batch 1, in milliseconds; null for any.</param>
/// <param name="SizeBytes">The largest model file, in bytes; null for any.</param>
public sealed record PlanBudget(double? P90Ms = null, double? P50Ms = null, long? SizeBytes = null)
{
    /// <summary>Why a model does not keep the budget; null where it does.</summary>
    /// <param name="model">What was measured of it.</param>
    internal string? FaultOf(Preflighting.UntrainedModel model) =>
        P90Ms is { } p90 && model.P90Ms > p90 ? Invariant($"p90 {model.P90Ms:F3} ms is more than {p90:0.###} ms")
        : P50Ms is { } p50 && model.P50Ms > p50 ? Invariant($"p50 {model.P50Ms:F3} ms is more than {p50:0.###} ms")
        : SizeBytes is { } size && model.SizeBytes > size ? Invariant($"{model.SizeBytes:N0} bytes are more than {size:N0}")
        : null;
}
