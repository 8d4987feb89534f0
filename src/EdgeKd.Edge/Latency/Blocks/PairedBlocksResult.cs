namespace EdgeKd.Edge;

/// <summary>Candidate and baseline, measured in paired blocks.</summary>
public sealed record PairedBlocksResult
{
    /// <summary>The candidate's blocks, in the order measured.</summary>
    public required IReadOnlyList<BlockResult> Candidate { get; init; }

    /// <summary>The baseline's blocks; the i-th was measured just before or just after the candidate's i-th.</summary>
    public required IReadOnlyList<BlockResult> Baseline { get; init; }

    /// <summary>Why there are fewer pairs than were asked for; null where there are not.</summary>
    public string? Incomplete { get; init; }

    /// <summary>Why the figures are not to be trusted, after they were measured again; null where they are.</summary>
    public string? Doubt { get; init; }

    /// <summary>How often it was measured until it could be trusted, or was given up.</summary>
    public int Attempts { get; init; } = 1;
}
