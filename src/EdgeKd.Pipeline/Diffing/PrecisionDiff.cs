using EdgeKd.Release;

namespace EdgeKd.Pipeline.Diffing;

/// <summary>How one precision answers the test images, before and after.</summary>
public sealed record PrecisionDiff
{
    /// <summary>The arithmetic: one of <see cref="Precisions"/>.</summary>
    public required string Precision { get; init; }

    /// <summary>Top-1 before, 0 to 1.</summary>
    public required double Top1Before { get; init; }

    /// <summary>Top-1 after.</summary>
    public required double Top1After { get; init; }

    /// <summary>The 90th percentile of the latency before, in milliseconds, as it was measured then.</summary>
    public required double P90BeforeMs { get; init; }

    /// <summary>The 90th percentile of the latency after.</summary>
    public required double P90AfterMs { get; init; }

    /// <summary>The size of the model file before, in bytes.</summary>
    public required long SizeBeforeBytes { get; init; }

    /// <summary>The size of the model file after.</summary>
    public required long SizeAfterBytes { get; init; }

    /// <summary>Images answered alike or not; null where the test sets differ.</summary>
    public PairedOutcomes? Outcomes { get; init; }

    /// <summary>The classes, in the order of the later release's logits.</summary>
    public required IReadOnlyList<ClassChange> Classes { get; init; }

    /// <summary>Images that are answered differently, in their order; empty where the test sets differ.</summary>
    public required IReadOnlyList<AnswerFlip> Flips { get; init; }
}
