namespace EdgeKd.Distillation.Distillers;

/// <summary>How the student is trained. The defaults are those of the common CIFAR setting of Hinton's KD.</summary>
public sealed record DistillerOptions
{
    /// <summary>The method: <c>ce</c> (labels only, no teacher) or <c>kd</c> (Hinton's distillation).</summary>
    public string Method { get; init; } = "kd";

    /// <summary>T of the softened probabilities; higher shows more of the teacher's view of the wrong classes.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>Weight of the cross entropy with the labels; used by methods with a teacher.</summary>
    public double CeWeight { get; init; } = 0.1;

    /// <summary>Weight of the loss against the teacher.</summary>
    public double KdWeight { get; init; } = 0.9;

    /// <summary>ε of the label smoothing in [0, 1).</summary>
    public double LabelSmoothing { get; init; }
}
