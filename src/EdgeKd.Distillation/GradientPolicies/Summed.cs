using TorchSharp.Modules;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>∇(task + distillation): one backward pass over the sum, the usual way.</summary>
public sealed class Summed : IGradientPolicy
{
    /// <inheritdoc/>
    public Gradients Compute(DistillationLosses losses, IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(parameters);

        // Dropped, not zeroed: a parameter that the losses do not reach must show no gradient.
        foreach (var parameter in parameters)
        {
            parameter.grad = null;
        }

        if (losses.Distillation is null)
        {
            losses.Task.backward();
        }
        else
        {
            using var total = losses.Task + losses.Distillation;
            total.backward();
        }

        return new Gradients([.. parameters.Select(parameter => parameter.grad)]);
    }
}
