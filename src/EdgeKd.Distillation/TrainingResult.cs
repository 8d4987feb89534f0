using EdgeKd.Distillation.Metrics;

namespace EdgeKd.Distillation;

/// <summary>What a finished training reached; the numbers are those of the kept weights on the validation set.</summary>
public sealed record TrainingResult
{
    /// <summary>The epoch whose weights are kept, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Part of the validation images whose class comes first, in [0, 1].</summary>
    public required double ValidationTop1 { get; init; }

    /// <summary>Part of the validation images whose class is among the first five, in [0, 1].</summary>
    public required double ValidationTop5 { get; init; }

    /// <summary>Mean cross entropy on the validation set.</summary>
    public required double ValidationLoss { get; init; }

    /// <summary>Each class of the validation set apart, in the order of the labels.</summary>
    public required IReadOnlyList<ClassAccuracy> ValidationClasses { get; init; }

    /// <summary>Mean of the classes' top-1 on the validation set, in [0, 1].</summary>
    public double ValidationBalancedAccuracy => ClassAccuracy.Balanced(ValidationClasses);

    /// <summary>Seconds of training and validation, those before an interruption included.</summary>
    public required double Seconds { get; init; }

    /// <summary>The largest resident set of the process while it trained, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Training images a second over the whole training, validation left out.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>One entry an epoch, as in metrics.jsonl.</summary>
    public required IReadOnlyList<EpochMetrics> Epochs { get; init; }

    /// <summary>One line each; empty when all went well.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
