namespace EdgeKd.Edge.Targets.Local;

/// <summary>How this machine runs models.</summary>
public sealed record LocalOptions
{
    /// <summary>ONNX Runtime's provider on NVIDIA's GPUs.</summary>
    public const string Cuda = "cuda";

    /// <summary>ONNX Runtime's execution provider: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Provider { get; init; } = "cpu";

    /// <summary>Processors to run on, such as <c>0,2</c>; null for all.</summary>
    public string? Affinity { get; init; }

    /// <summary>Another runner than the one that is built here.</summary>
    public string? Runner { get; init; }

    /// <summary>Another libonnxruntime.so than the runner's own, such as one with CUDA.</summary>
    public string? Runtime { get; init; }
}
