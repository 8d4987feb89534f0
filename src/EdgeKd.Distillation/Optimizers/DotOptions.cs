namespace EdgeKd.Distillation.Optimizers;

/// <summary>The settings of <see cref="Dot"/>.</summary>
public sealed record DotOptions
{
    /// <summary>μ in [0, 1), the momentum of parameters that one loss alone reaches.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>
    /// Δ, from 0 to below 1 − μ and not above μ: shared parameters get the momentum μ − Δ for the task's gradient and μ + Δ for
    /// the distillation's. The authors take 0.075 for CIFAR-100 and Tiny-ImageNet and 0.09 for ImageNet.
    /// </summary>
    public double Delta { get; init; } = 0.075;

    /// <summary>λ of the L2 penalty, 0 or more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether weight decay also shrinks batch norm's parameters and biases (all parameters below 2-d).</summary>
    public bool DecayNormsAndBiases { get; init; } = true;

    /// <summary>Whether a parameter that only the distillation loss reaches is decayed in its first step too.</summary>
    public DotWeightDecay DecayVariant { get; init; } = DotWeightDecay.Uniform;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    internal void Require()
    {
        if (Momentum is not (>= 0 and < 1))
        {
            throw new ArgumentException($"Momentum {Momentum} is outside [0, 1); 0.9 is usual.");
        }

        if (!(Delta >= 0) || !(Momentum + Delta < 1))
        {
            throw new ArgumentException(
                $"DOT's delta {Delta} with momentum {Momentum}: the distillation's momentum {Momentum} + delta must stay below 1, " +
                $"set delta from 0 to below {Math.Round(1 - Momentum, 6)}; 0.075 is usual.");
        }

        if (Delta > Momentum)
        {
            throw new ArgumentException(
                $"DOT's delta {Delta} with momentum {Momentum}: the task's momentum {Momentum} − delta must not be negative, " +
                $"set delta to at most {Momentum}.");
        }

        if (!(WeightDecay >= 0) || !double.IsFinite(WeightDecay))
        {
            throw new ArgumentException($"Weight decay {WeightDecay} must be 0 or more; 5e-4 is usual.");
        }
    }
}
