using EdgeKd.Edge.Targets.Parity;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Measuring;

/// <summary>What was measured of one model on a target.</summary>
public sealed record MeasuredOnTarget
{
    /// <summary>The model's precision.</summary>
    public required string Precision { get; init; }

    /// <summary>The accuracy run.</summary>
    public required RunnerResult Accuracy { get; init; }

    /// <summary>The answers beside those of this machine.</summary>
    public required TargetParity Parity { get; init; }

    /// <summary>The latency, measured apart; not to be trusted where it says so.</summary>
    public LatencyResult? Latency { get; init; }

    /// <summary>Executed guest instructions an inference; null where they were not counted.</summary>
    public double? Instructions { get; init; }
}
