namespace EdgeKd.Distillation.Objectives;

/// <summary>Settings of <see cref="DkdObjective"/>; the defaults are mdistiller's for CIFAR-100.</summary>
public sealed record DkdOptions
{
    /// <summary>Weight of the cross entropy, 0 or more.</summary>
    public double CeWeight { get; init; } = 1;

    /// <summary>α, the weight of the target class's part, 0 or more.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>β, the weight of the other classes' part, 0 or more.</summary>
    public double Beta { get; init; } = 8;

    /// <summary>T above 0.</summary>
    public double Temperature { get; init; } = 4;
}
