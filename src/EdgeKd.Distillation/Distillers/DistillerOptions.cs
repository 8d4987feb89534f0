using EdgeKd.Distillation.Objectives;

namespace EdgeKd.Distillation.Distillers;

/// <summary>How the student is trained. The defaults are those of the common CIFAR setting of Hinton's KD.</summary>
public sealed record DistillerOptions
{
    /// <summary>The method, one of <see cref="ObjectiveFactory.Methods"/>.</summary>
    public string Method { get; init; } = "kd";

    /// <summary>T of <c>kd</c>'s softened probabilities; higher shows more of the teacher's view of the wrong classes.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>Weight of the cross entropy with the labels in <c>kd</c>.</summary>
    public double CeWeight { get; init; } = 0.1;

    /// <summary>Weight of the loss against the teacher in <c>kd</c>.</summary>
    public double KdWeight { get; init; } = 0.9;

    /// <summary>ε of the label smoothing in [0, 1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>A weight above 0 for each class in the loss against the labels (<see cref="Losses.ClassWeights"/>
    /// computes them), or <c>null</c> to weigh all alike.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>Settings of <c>dkd</c>.</summary>
    public DkdOptions Dkd { get; init; } = new();

    /// <summary>Settings of <c>reviewkd</c>.</summary>
    public ReviewKdOptions ReviewKd { get; init; } = new();

    /// <summary>Settings of <c>dist</c>.</summary>
    public DistOptions Dist { get; init; } = new();

    /// <summary>Settings of <c>dhkd</c>.</summary>
    public DhkdOptions Dhkd { get; init; } = new();

    /// <summary>Settings of <c>srd</c>.</summary>
    public SrdOptions Srd { get; init; } = new();

    /// <summary>Settings of GPD, or <c>null</c> to train the student itself.</summary>
    public GpdOptions? Gpd { get; init; }

    /// <summary>When the loss against the teacher counts.</summary>
    public DistillationSchedule Schedule { get; init; } = new();

    /// <summary>What the trained network computes in.</summary>
    public TrainingPrecision Precision { get; init; }
}
