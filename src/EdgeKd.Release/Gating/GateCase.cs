namespace EdgeKd.Release;

/// <summary>All that a verdict follows from.</summary>
/// <remarks>The same case gives the same verdict, so that whoever holds a bundle can decide it again.</remarks>
public sealed record GateCase
{
    /// <summary>What has to be kept.</summary>
    public required GatePolicy Policy { get; init; }

    /// <summary>What was measured of the model.</summary>
    public required ValidationEvidence Candidate { get; init; }

    /// <summary>The model that is released now; null where nothing is.</summary>
    public ReleasedBaseline? Baseline { get; init; }

    /// <summary>What was measured of the released model beside the candidate; null where that was not done.</summary>
    public BaselineEvidence? Beside { get; init; }

    /// <summary>Waivers whose signatures have been verified.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The day on which it is decided; waivers count up to their last day.</summary>
    public DateOnly Today { get; init; }

    /// <summary>The version of each release but the current one, by the SHA-256 of each of its model files.</summary>
    public IReadOnlyDictionary<string, string> EarlierModels { get; init; } = new Dictionary<string, string>();

    /// <summary>The SHA-256 of the candidate's model file, by precision.</summary>
    public IReadOnlyDictionary<string, string> ModelDigests { get; init; } = new Dictionary<string, string>();
}
