namespace EdgeKd.Release;

/// <summary>What was measured of a model in one arithmetic, on the images of <see cref="ValidationEvidence.Labels"/>.</summary>
public sealed record PrecisionEvidence
{
    /// <summary>The arithmetic: <c>fp32</c>, <c>int8</c>, ...</summary>
    public required string Precision { get; init; }

    /// <summary>The share of test images whose class has the largest logit.</summary>
    public required double Top1 { get; init; }

    /// <summary>The share of test images whose class is among the five largest logits.</summary>
    public required double Top5 { get; init; }

    /// <summary>The recall of each class, in the order of the logits.</summary>
    public required IReadOnlyList<RecallEvidence> PerClassRecall { get; init; }

    /// <summary>What it answered for each test image.</summary>
    public required AnswersEvidence Answers { get; init; }

    /// <summary>The latency of one image; measured in turns with the other precisions.</summary>
    public required LatencyEvidence Latency { get; init; }

    /// <summary>The size of the model file, in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Groups of nodes that ONNX Runtime runs in float between quantized ones; null where the graph was not audited.</summary>
    public int? FloatIslands { get; init; }

    /// <summary>What was done to keep the accuracy, in order; empty for the float model.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>How it differs from the float model; null for that itself.</summary>
    public PairedEvidence? AgainstFloat { get; init; }
}
