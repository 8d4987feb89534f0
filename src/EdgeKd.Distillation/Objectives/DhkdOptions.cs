namespace EdgeKd.Distillation.Objectives;

/// <summary>Settings of <see cref="DhkdObjective"/>; the defaults are the authors' for CIFAR-100.</summary>
public sealed record DhkdOptions
{
    /// <summary>γ, the weight of the cross entropy, 0 or more.</summary>
    public double CeWeight { get; init; } = 1;

    /// <summary>
    /// α, the weight of the loss against the teacher, 0 or more. That loss sums over the classes, so the authors take 1 for
    /// 100 classes and 0.1 for 1,000.
    /// </summary>
    public double Alpha { get; init; } = 1;

    /// <summary>T above 0: where the loss turns from squared to absolute differences.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>Which head the loss against the teacher sees.</summary>
    public AuxiliaryHeadKind Head { get; init; } = AuxiliaryHeadKind.Linear;

    /// <summary>Whether the loss shifts both sides by the teacher's logits (BinaryKL-Norm) or not (BinaryKL).</summary>
    public bool Normalized { get; init; } = true;
}
