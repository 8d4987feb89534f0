namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The result of a runner, native or in a browser: one JSON object.</summary>
public sealed record RunnerResult
{
    /// <summary>The version of this schema: 1.</summary>
    public required int Schema { get; init; }

    /// <summary><c>accuracy</c>, <c>latency</c> or <c>blocks</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The runner's version.</summary>
    public required string Runner { get; init; }

    /// <summary>The model that ran.</summary>
    public required RunnerModel Model { get; init; }

    /// <summary>The images.</summary>
    public required RunnerData Data { get; init; }

    /// <summary>ONNX Runtime and how it ran the model.</summary>
    public required RunnerRuntime Runtime { get; init; }

    /// <summary>The machine.</summary>
    public required DeviceDescription Device { get; init; }

    /// <summary>Opening the model, in milliseconds.</summary>
    public required double LoadMs { get; init; }

    /// <summary>The very first run, in milliseconds.</summary>
    public required double FirstRunMs { get; init; }

    /// <summary>The most memory the runner held, in bytes; null where the system does not say.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Of an accuracy run, what was answered to each image in order.</summary>
    public IReadOnlyList<RunnerAnswer>? Answers { get; init; }

    /// <summary>Of a latency run, the samples.</summary>
    public RunnerLatency? Latency { get; init; }
}
