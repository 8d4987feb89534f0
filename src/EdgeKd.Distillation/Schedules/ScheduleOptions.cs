namespace EdgeKd.Distillation.Schedules;

/// <summary>How the learning rate moves over the training. Lengths are in epochs, and need not be whole.</summary>
public sealed record ScheduleOptions
{
    /// <summary><c>cosine</c>, <c>step</c> or <c>constant</c>.</summary>
    public string Kind { get; init; } = "cosine";

    /// <summary>Epochs of linear rise from near 0 to the full learning rate, before the schedule proper; 0 for none.</summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>Cosine: the factor at the very end, in [0, 1].</summary>
    public double FinalFactor { get; init; }

    /// <summary>Step: after how many epochs the learning rate drops, rising.</summary>
    public IReadOnlyList<double> Milestones { get; init; } = [];

    /// <summary>Step: the factor of each drop, in (0, 1].</summary>
    public double DropFactor { get; init; } = 0.1;
}
