namespace EdgeKd.Release;

/// <summary>The latency of one image (batch 1) on the target runtime.</summary>
public sealed record LatencyEvidence
{
    /// <summary>Half of the runs took at most this long, in milliseconds.</summary>
    public required double P50Ms { get; init; }

    /// <summary>The 90th percentile, in milliseconds.</summary>
    public required double P90Ms { get; init; }

    /// <summary>The 99th percentile, in milliseconds.</summary>
    public required double P99Ms { get; init; }

    /// <summary>Timed runs.</summary>
    public required int Runs { get; init; }

    /// <summary>Every timed run in the order measured, in milliseconds.</summary>
    public required IReadOnlyList<float> SamplesMs { get; init; }

    /// <summary>Threads the runtime ran on.</summary>
    public required int Threads { get; init; }

    /// <summary>The processor's name.</summary>
    public required string Cpu { get; init; }
}
