namespace EdgeKd.Release;

/// <summary>One line of <c>history.jsonl</c>.</summary>
public sealed record HistoryEntry
{
    /// <summary>What happened.</summary>
    public required HistoryAction Action { get; init; }

    /// <summary>The version that is released since then.</summary>
    public required string Version { get; init; }

    /// <summary>The version that was released until then; null at a first release.</summary>
    public string? From { get; init; }

    /// <summary>The SHA-256 of the version's <c>bundle.json</c>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The day, in UTC.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Who did it, where that was told.</summary>
    public string? By { get; init; }
}
