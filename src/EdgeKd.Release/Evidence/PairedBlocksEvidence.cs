namespace EdgeKd.Release;

/// <summary>Candidate and baseline on one target, a block of runs each in pairs whose order was drawn: the i-th blocks of both ran one
/// after the other. A block is the unit of every test, because the runs within one are not independent.</summary>
public sealed record PairedBlocksEvidence
{
    /// <summary>The most pairs that a file may hold: every two of them are looked at together.</summary>
    public const int MaxPairs = 1000;

    /// <summary>The target, such as <see cref="BundleTarget.Local"/>.</summary>
    public required string Target { get; init; }

    /// <summary>The candidate's blocks, in the order measured.</summary>
    public required IReadOnlyList<BlockEvidence> Candidate { get; init; }

    /// <summary>The baseline's blocks, as many.</summary>
    public required IReadOnlyList<BlockEvidence> Baseline { get; init; }

    /// <summary>Why the machine was too noisy to trust the figures much, in words; null where it was not.</summary>
    public string? Doubt { get; init; }
}
