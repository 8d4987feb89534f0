namespace EdgeKd.Distillation;

/// <summary>Where a training stands; reported a few times a second at most, and at each epoch's end.</summary>
/// <param name="Stage">The training's name.</param>
/// <param name="Epoch">The running epoch, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps an epoch.</param>
/// <param name="ImagesPerSecond">Training images a second, lately.</param>
/// <param name="Loss">Mean loss of this epoch so far, both losses together.</param>
/// <param name="ValidationTop1">Top-1 of the last validation in [0, 1], or <c>null</c> before the first.</param>
/// <param name="TimeLeft">Estimate for the rest of the training.</param>
public sealed record TrainingProgress(
    string Stage,
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double ImagesPerSecond,
    double Loss,
    double? ValidationTop1,
    TimeSpan TimeLeft)
{
    /// <summary>Whether the epoch is over, its validation included.</summary>
    public bool IsEpochEnd { get; init; }

    /// <summary>A line for the user (a warning, or where the training resumed), or <c>null</c>.</summary>
    public string? Message { get; init; }
}
