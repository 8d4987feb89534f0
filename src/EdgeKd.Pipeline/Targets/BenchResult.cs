using EdgeKd.Edge;
using EdgeKd.Edge.Targets;

namespace EdgeKd.Pipeline.Targets;

/// <summary>What one model costs on one target.</summary>
public sealed record BenchResult
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>One of <see cref="TargetKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether the times are those of an emulation, which say nothing about a device.</summary>
    public required bool IsEmulated { get; init; }

    /// <summary>The model's file.</summary>
    public required string Model { get; init; }

    /// <summary>Its SHA-256, 64 lower-case hex digits.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The images that were used.</summary>
    public required int Images { get; init; }

    /// <summary>Latency of the model alone, with the time to load it and that of its first run.</summary>
    public required LatencyResult Latency { get; init; }

    /// <summary>The 90th percentile from pixels to the answer, in milliseconds.</summary>
    public required double EndToEndP90Ms { get; init; }

    /// <summary>The most memory the runner held, in bytes; null where the system does not say.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Executed guest instructions an inference; null where they were not counted.</summary>
    public double? Instructions { get; init; }

    /// <summary>The version of ONNX Runtime.</summary>
    public required string OnnxRuntime { get; init; }

    /// <summary>Nodes of the graph by the provider that ran them; empty where the runtime does not say.</summary>
    public required IReadOnlyDictionary<string, int> Nodes { get; init; }

    /// <summary>The machine.</summary>
    public required DeviceDescription Device { get; init; }
}
