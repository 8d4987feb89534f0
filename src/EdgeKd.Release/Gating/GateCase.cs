namespace EdgeKd.Release;

/// <summary>All that the gate decides by.</summary>
public sealed record GateCase
{
    /// <summary>The rules.</summary>
    public required GatePolicy Policy { get; init; }

    /// <summary>What was measured of the candidate.</summary>
    public required ValidationEvidence Candidate { get; init; }

    /// <summary>The released model; null where nothing has been released.</summary>
    public ReleasedBaseline? Baseline { get; init; }

    /// <summary>What was measured of the released model beside the candidate; null where it was not.</summary>
    public BaselineEvidence? Beside { get; init; }

    /// <summary>Waivers whose signatures were checked.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The day of the decision.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>The version of every release but the current one, by the SHA-256 of its model files.</summary>
    public IReadOnlyDictionary<string, string> EarlierModels { get; init; } = new Dictionary<string, string>();

    /// <summary>The SHA-256 of the candidate's files by precision.</summary>
    public IReadOnlyDictionary<string, string> ModelDigests { get; init; } = new Dictionary<string, string>();
}
