namespace EdgeKd.Edge;

/// <summary>The accuracy of a model on a labelled set, with every answer kept.</summary>
public sealed record AccuracyResult
{
    /// <summary>Images answered.</summary>
    public required int Count { get; init; }

    /// <summary>The share of images whose class has the largest logit, 0 to 1.</summary>
    public required double Top1 { get; init; }

    /// <summary>The share of images whose class is among the five largest logits, 0 to 1.</summary>
    public required double Top5 { get; init; }

    /// <summary>The true class of each image.</summary>
    public required int[] Labels { get; init; }

    /// <summary>What was answered for each image.</summary>
    public required ClassifierAnswers Answers { get; init; }

    /// <summary>The predicted class of each image.</summary>
    public required int[] Predictions { get; init; }

    /// <summary>The recall of each class, in the order of the logits.</summary>
    public required IReadOnlyList<ClassRecall> PerClassRecall { get; init; }

    /// <summary>The logits, <see cref="Count"/>×K, where they were asked for.</summary>
    public float[]? Logits { get; init; }
}
