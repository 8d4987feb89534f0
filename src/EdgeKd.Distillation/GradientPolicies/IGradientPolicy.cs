using TorchSharp.Modules;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>Turns the two losses into the gradients that the optimizer gets.</summary>
public interface IGradientPolicy
{
    /// <summary>Runs backward.</summary>
    /// <param name="losses">The losses of one batch; their graph is spent afterwards.</param>
    /// <param name="parameters">Every trained parameter.</param>
    /// <returns>One entry a parameter, in the same order; valid until the next call.</returns>
    Gradients Compute(DistillationLosses losses, IReadOnlyList<Parameter> parameters);
}
