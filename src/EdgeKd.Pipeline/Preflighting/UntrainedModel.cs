using EdgeKd.Edge;

namespace EdgeKd.Pipeline.Preflighting;

/// <summary>What was measured of the untrained student in one precision.</summary>
public sealed record UntrainedModel
{
    /// <summary><c>fp32</c>, <c>int8</c>, <c>fp16</c> or <c>int8-weights</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The size of the file, in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Half of the runs at batch 1 took at most this long, in milliseconds.</summary>
    public required double P50Ms { get; init; }

    /// <summary>The 90th percentile, in milliseconds.</summary>
    public required double P90Ms { get; init; }

    /// <summary>The lower limit of the 90th percentile at 99 % confidence, in milliseconds; null of too few runs.</summary>
    public double? P90LowerMs { get; init; }

    /// <summary>The upper limit of the 90th percentile at 99 % confidence, in milliseconds; null of too few runs.</summary>
    public double? P90UpperMs { get; init; }

    /// <summary>Groups of nodes that ONNX Runtime runs in float between quantized ones; null of models that compute in float.</summary>
    public int? FloatIslands { get; init; }

    /// <summary>Why the times are not to be trusted; null where they are.</summary>
    public string? Doubt { get; init; }

    internal static UntrainedModel Of(string precision, long sizeBytes, LatencyResult latency, int? islands) => new()
    {
        Precision = precision,
        SizeBytes = sizeBytes,
        P50Ms = latency.P50Ms,
        P90Ms = latency.P90Ms,
        P90LowerMs = EarlyStopping.LowerLimit([.. latency.SamplesMs.Order()], 0.90),
        P90UpperMs = latency.P90UpperMs,
        FloatIslands = islands,
        Doubt = latency.Doubt,
    };
}
