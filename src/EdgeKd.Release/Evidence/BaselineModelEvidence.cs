namespace EdgeKd.Release;

/// <summary>What was measured of one precision of the released model beside the candidate's.</summary>
public sealed record BaselineModelEvidence
{
    /// <summary>The arithmetic: one of <see cref="Precisions"/>.</summary>
    public required string Precision { get; init; }

    /// <summary>The released model's answers on the candidate's test images.</summary>
    public required AnswersEvidence Answers { get; init; }

    /// <summary>The size of the released model's file, in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Latency and memory of both, a target each, measured in paired blocks.</summary>
    public IReadOnlyList<PairedBlocksEvidence> Blocks { get; init; } = [];
}
