namespace EdgeKd.Edge.Targets;

/// <summary>One run of one model on a target.</summary>
public sealed record TargetJob
{
    /// <summary>What to do.</summary>
    public required TargetMode Mode { get; init; }

    /// <summary>The ONNX file; labels, normalisation and sizes stand in its metadata.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Its precision, for names of logs; null where it is not known.</summary>
    public string? Precision { get; init; }

    /// <summary>The images, packed.</summary>
    public required string DataPath { get; init; }

    /// <summary>The most images to use, from the first on; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Threads inside one operator.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>When a latency run ends.</summary>
    public LatencyOptions Latency { get; init; } = LatencyOptions.Quick;

    /// <summary>Whether an accuracy run gives the logits of every image.</summary>
    public bool KeepLogits { get; init; }

    /// <summary>A target that takes longer counts as hanging and is stopped.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where the log of the run is kept.</summary>
    public required string LogFolder { get; init; }
}
