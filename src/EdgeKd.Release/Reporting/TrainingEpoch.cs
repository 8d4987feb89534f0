namespace EdgeKd.Release;

/// <summary>One epoch of a training: the fields of a line of <c>metrics.jsonl</c> that a report shows.</summary>
public sealed record TrainingEpoch
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The mean weighted loss against the labels.</summary>
    public required double TaskLoss { get; init; }

    /// <summary>The mean weighted loss against the teacher; null without one.</summary>
    public double? DistillationLoss { get; init; }

    /// <summary>Top-1 on the training images as they were seen, 0 to 1.</summary>
    public required double TrainTop1 { get; init; }

    /// <summary>The mean cross entropy on the validation images.</summary>
    public required double ValidationLoss { get; init; }

    /// <summary>Top-1 on the validation images, 0 to 1.</summary>
    public required double ValidationTop1 { get; init; }

    /// <summary>Whether its weights were the best so far.</summary>
    public required bool Best { get; init; }
}
