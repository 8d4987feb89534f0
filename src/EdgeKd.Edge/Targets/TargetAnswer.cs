using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets;

/// <summary>What a target answered to a job, checked against the job.</summary>
public sealed record TargetAnswer
{
    /// <summary>The result as the runner wrote it.</summary>
    public required RunnerResult Result { get; init; }

    /// <summary>N×K logits, where the job asked for them.</summary>
    public float[]? Logits { get; init; }

    /// <summary>Executed guest instructions an inference, of an emulated latency run where they were counted.</summary>
    public double? Instructions { get; init; }

    /// <summary>The log of the run.</summary>
    public required string LogPath { get; init; }
}
