using EdgeKd.Edge;

namespace EdgeKd.Pipeline.Targets;

/// <summary>What is measured of one model on one target.</summary>
public sealed record BenchOptions
{
    /// <summary>An ONNX file, or a bundle (.zip).</summary>
    public required string ModelPath { get; init; }

    /// <summary>The precision of a bundle's model; null for the one that it recommends for this machine.</summary>
    public string? Precision { get; init; }

    /// <summary>A target of the recipe, or a kind that needs no more.</summary>
    public required string Target { get; init; }

    /// <summary>The recipe that names targets; null for none.</summary>
    public string? RecipePath { get; init; }

    /// <summary>Images, as <c>edgekd evaluate</c> takes them; null for noise, which takes a network as long.</summary>
    public string? DataPath { get; init; }

    /// <summary>Threads inside one operator; null for those of the target, else of the recipe.</summary>
    public int? Threads { get; init; }

    /// <summary>When the measurement ends.</summary>
    public LatencyOptions Latency { get; init; } = LatencyOptions.Quick;

    /// <summary>Where the logs of the target are kept.</summary>
    public required string LogFolder { get; init; }
}
