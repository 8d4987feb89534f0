namespace EdgeKd.Edge.Targets.Measuring;

/// <summary>What is measured of each model on a target.</summary>
public sealed record TargetPlan
{
    /// <summary>The images, packed: all of them are answered.</summary>
    public required string DataPath { get; init; }

    /// <summary>The models, the float one first.</summary>
    public required IReadOnlyList<PlannedModel> Models { get; init; }

    /// <summary>Threads inside one operator.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>When a latency run ends.</summary>
    public LatencyOptions Latency { get; init; } = LatencyOptions.Quick;

    /// <summary>A run that takes longer counts as hanging.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where logs are kept.</summary>
    public required string LogFolder { get; init; }
}
