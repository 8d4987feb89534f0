namespace EdgeKd.Pipeline.Preflighting;

/// <summary>What was measured of the untrained student on another target than this machine.</summary>
public sealed record UntrainedTarget
{
    /// <summary>The target's name in the recipe.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its times say nothing about a device; that it ran the models at all does.</summary>
    public required bool IsEmulated { get; init; }

    /// <summary>The precisions that it ran.</summary>
    public IReadOnlyList<UntrainedModel> Models { get; init; } = [];

    /// <summary>Why it did not run all of them, in one line; null where it did.</summary>
    public string? Failure { get; init; }
}
