using TorchSharp.Modules;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>∇task and ∇distillation apart, by two backward passes over one graph: what DOT takes.</summary>
/// <remarks>
/// An entry is <c>null</c> where a loss does not reach the parameter, which is how DOT tells shared parameters from others. A step
/// without a distillation loss gives <c>null</c> for all of its entries: every parameter then belongs to the task alone.
/// </remarks>
public sealed class Separate : IGradientPolicy
{
    /// <inheritdoc/>
    public Gradients Compute(DistillationLosses losses, IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(parameters);
        var (task, distillation) = SeparateGradients.Of(losses, parameters);
        return new Gradients(task, distillation);
    }
}
