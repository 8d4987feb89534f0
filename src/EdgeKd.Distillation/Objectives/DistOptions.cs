namespace EdgeKd.Distillation.Objectives;

/// <summary>Settings of <see cref="DistObjective"/>; the defaults are the authors' for CIFAR-100.</summary>
public sealed record DistOptions
{
    /// <summary>Weight of the cross entropy, 0 or more.</summary>
    public double CeWeight { get; init; } = 1;

    /// <summary>β, the weight of the correlation over the classes of each image, 0 or more.</summary>
    public double Beta { get; init; } = 2;

    /// <summary>γ, the weight of the correlation over the images of each class, 0 or more.</summary>
    public double Gamma { get; init; } = 2;

    /// <summary>τ above 0.</summary>
    public double Temperature { get; init; } = 4;
}
