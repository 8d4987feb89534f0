namespace EdgeKd.Release;

/// <summary>What a candidate's precision is compared with.</summary>
/// <param name="Name">It in a sentence: <c>the released 1.0.0</c>.</param>
internal sealed record OtherModel(string Name)
{
    /// <summary>Why a rule against it is passed over: there is none to compare with.</summary>
    public string? NothingThere { get; init; }

    /// <summary>Why it should be there and is not.</summary>
    public string? NotMeasured { get; init; }

    /// <summary>Whether it was measured for the released model, where it is not for the candidate.</summary>
    public bool HadBaseline { get; init; }

    /// <summary>Why its answers say nothing about the candidate's images.</summary>
    public string? OtherImages { get; init; }

    /// <summary>What it answered to the candidate's images.</summary>
    public LabelledAnswers? Answers { get; init; }

    /// <summary>The size of its file.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Its float islands, where its graph was audited.</summary>
    public int? FloatIslands { get; init; }

    /// <summary>Its latency and memory beside the candidate's.</summary>
    public IReadOnlyList<PairedBlocksEvidence> Blocks { get; init; } = [];
}
