namespace EdgeKd.Edge.Targets.Measuring;

/// <summary>What became of one target.</summary>
public sealed record TargetOutcome
{
    /// <summary>The target's name.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="TargetKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether its time is not that of a real device.</summary>
    public required bool IsEmulated { get; init; }

    /// <summary>What was measured; of one that failed, before it did.</summary>
    public IReadOnlyList<MeasuredOnTarget> Models { get; init; } = [];

    /// <summary>Why it failed, one line that names the log; null where it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>The log of the run that failed; null where none did.</summary>
    public string? LogPath { get; init; }
}
