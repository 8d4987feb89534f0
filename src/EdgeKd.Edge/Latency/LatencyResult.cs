namespace EdgeKd.Edge;

/// <summary>The latency of a model at batch 1, from given input to logits; decoding is not in it, and
/// resizing and normalising are where the model does them itself.</summary>
public sealed record LatencyResult
{
    /// <summary>Half of the runs were at most this long, in milliseconds.</summary>
    public required double P50Ms { get; init; }

    /// <summary>The 90th percentile, in milliseconds.</summary>
    public required double P90Ms { get; init; }

    /// <summary>The 99th percentile, in milliseconds.</summary>
    public required double P99Ms { get; init; }

    /// <summary>The mean, in milliseconds.</summary>
    public required double MeanMs { get; init; }

    /// <summary>The shortest run, in milliseconds.</summary>
    public required double MinMs { get; init; }

    /// <summary>The very first run after loading, in milliseconds.</summary>
    public required double FirstRunMs { get; init; }

    /// <summary>Loading the model, in milliseconds.</summary>
    public required double LoadMs { get; init; }

    /// <summary>The timed runs.</summary>
    public required int Runs { get; init; }

    /// <summary>Every timed run in the order measured, in milliseconds.</summary>
    public required double[] SamplesMs { get; init; }

    /// <summary>Threads the model ran on.</summary>
    public required int Threads { get; init; }

    /// <summary>Why the measurement says too little; null where it is complete.</summary>
    public string? Incomplete { get; init; }
}
