namespace EdgeKd.Distillation.Optimizers;

/// <summary>When <see cref="Dot"/> decays a parameter that only the distillation loss reaches.</summary>
public enum DotWeightDecay
{
    /// <summary>In every step. Only so is Δ = 0 exactly SGD for such parameters too.</summary>
    Uniform,

    /// <summary>In every step but its first, as the released code has it.</summary>
    Reference,
}
