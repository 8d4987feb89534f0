namespace EdgeKd.Distillation.Metrics;

/// <summary>One line of metrics.jsonl. Seconds, images a second and the share of waiting are measured, all else is deterministic.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean weighted loss against the labels over the epoch.</summary>
    public required double TaskLoss { get; init; }

    /// <summary>Mean weighted loss against the teacher, or <c>null</c> without one.</summary>
    public required double? DistillationLoss { get; init; }

    /// <summary>
    /// Cosine between the task's and the distillation's gradient in the epoch's first step, over the parameters that both
    /// reach; <c>null</c> without a teacher's part.
    /// </summary>
    public double? GradientCosine { get; init; }

    /// <summary>
    /// Share of the epoch's steps, in [0, 1], in which gradient alignment found the two gradients at odds and projected the
    /// distillation's; <c>null</c> without alignment.
    /// </summary>
    public double? ProjectedShare { get; init; }

    /// <summary>The method's own figures by name, such as the accuracy of the dynamic teacher.</summary>
    public IReadOnlyDictionary<string, double> Diagnostics { get; init; } = new Dictionary<string, double>();

    /// <summary>Top-1 on the augmented training images with a label as they were seen, in [0, 1]; a mixed image has the label of
    /// its larger share.</summary>
    public required double TrainTop1 { get; init; }

    /// <summary>Mean cross entropy on the validation set.</summary>
    public required double ValidationLoss { get; init; }

    /// <summary>Top-1 on the validation set in [0, 1].</summary>
    public required double ValidationTop1 { get; init; }

    /// <summary>Top-5 on the validation set in [0, 1].</summary>
    public required double ValidationTop5 { get; init; }

    /// <summary>Mean of the classes' top-1 on the validation set, in [0, 1].</summary>
    public double ValidationBalancedAccuracy { get; init; }

    /// <summary>Whether this epoch's weights are the best so far.</summary>
    public required bool Best { get; init; }

    /// <summary>Training images a second, validation left out.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Share of the time of the training steps, in [0, 1], in which the next batch was waited for. More than a few hundredths:
    /// more loader threads, or images kept decoded, make the training faster.</summary>
    public double LoaderWaitShare { get; init; }

    /// <summary>Seconds of training and validation.</summary>
    public required double Seconds { get; init; }
}
