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

    /// <summary>The upper limit of the 90th percentile at 99 % confidence, in milliseconds (MLPerf's early stopping): one of the samples.
    /// Null where there were too few runs to give one.</summary>
    public double? P90UpperMs { get; init; }

    /// <summary>Timed runs.</summary>
    public required int Runs { get; init; }

    /// <summary>Every timed run in the order measured, in milliseconds.</summary>
    public required IReadOnlyList<float> SamplesMs { get; init; }

    /// <summary>Threads the runtime ran on.</summary>
    public required int Threads { get; init; }

    /// <summary>The processor's name.</summary>
    public required string Cpu { get; init; }

    /// <summary>Images a second in batches, all available at once (MLPerf's offline scenario); null where it was not measured.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Why the figures are not to be trusted, in words; null where they are. No rule passes on untrusted figures.</summary>
    public string? Doubt { get; init; }
}
