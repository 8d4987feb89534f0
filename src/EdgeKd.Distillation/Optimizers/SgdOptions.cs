namespace EdgeKd.Distillation.Optimizers;

/// <summary>The settings of <see cref="Sgd"/>; the learning rate comes with each step.</summary>
public sealed record SgdOptions
{
    /// <summary>μ in [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>λ of the L2 penalty, 0 or more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether to look ahead along the momentum (Sutskever et al., 2013).</summary>
    public bool Nesterov { get; init; }

    /// <summary>Whether weight decay also shrinks batch norm's parameters and biases (all parameters below 2-d).</summary>
    public bool DecayNormsAndBiases { get; init; } = true;
}
