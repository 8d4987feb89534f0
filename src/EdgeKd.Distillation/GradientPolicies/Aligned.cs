using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>
/// The gradient alignment of DHKD (Yang et al., 2025): where the distillation's gradient h works against the task's g, its part
/// along g is taken away before the two are added; g itself is protected. One decision for the whole network.
/// </summary>
/// <remarks>
/// h ← h − min(0, ⟨g, h⟩)/‖g‖²·g, then g + h. A parameter that neither loss reaches gets zeros, as in the released code, so that
/// weight decay still acts on it. The decision is taken on the device, nothing waits for it.
/// Kept apart for DOT, the projected h stays in its own list: what the projection takes from it goes to no other parameter's
/// list, so that a parameter of the task alone (the classifier) stays one, and where neither loss reaches there is no entry.
/// </remarks>
/// <param name="scope">The parameters over which gradients are compared and projected.</param>
/// <param name="keepApart">Whether the two gradients stay apart after the projection, for DOT; else they are added.</param>
public sealed class Aligned(AlignmentScope scope, bool keepApart = false) : IGradientPolicy
{
    private const double SmallestNorm = 1e-30;

    /// <inheritdoc/>
    public Gradients Compute(DistillationLosses losses, IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(parameters);
        var (task, distillation) = SeparateGradients.Of(losses, parameters);
        using var noGrad = no_grad();
        int[] shared = [.. Enumerable.Range(0, parameters.Count).Where(i => task[i] is not null && distillation[i] is not null)];
        int[] unshared = [.. Enumerable.Range(0, parameters.Count).Where(i => task[i] is not null && distillation[i] is null)];
        if (shared.Length == 0)
        {
            if (keepApart)
            {
                return new Gradients(task, distillation);
            }

            return new Gradients([.. parameters.Select((p, i) => task[i] ?? distillation[i] ?? zeros_like(p, requires_grad: false))]);
        }

        var (g, h) = (Flat(shared, task), Flat(shared, distillation));
        var inner = (g * h).sum();
        var (taskSquare, distillationSquare) = (g.square().sum(), h.square().sum());
        if (scope == AlignmentScope.AllParameters)
        {
            // Only the shared entries count in the inner product: on the others one side is zero.
            taskSquare = Plus(taskSquare, unshared, task);
            int[] others = [.. Enumerable.Range(0, parameters.Count).Where(i => task[i] is null && distillation[i] is not null)];
            distillationSquare = Plus(distillationSquare, others, distillation);
        }

        var stretch = 1 - (inner.clamp(max: 0) / taskSquare.clamp(min: SmallestNorm));
        var gradients = keepApart
            ? new Gradients(
                [.. task.Select((gradient, i) => distillation[i] is null ? Alone(gradient, stretch) : gradient)],
                [.. distillation.Select((gradient, i) => gradient is null || task[i] is null ? gradient : addcmul(gradient, task[i]!, stretch - 1, 1))])
            : new Gradients([.. parameters.Select((p, i) => Merge(p, task[i], distillation[i], stretch))]);
        return gradients with
        {
            Alignment = new GradientAlignment(
                inner / (taskSquare * distillationSquare).sqrt().clamp(min: SmallestNorm), inner.lt(0)),
        };
    }

    /// <summary>g + h − min(0, ⟨g, h⟩)/‖g‖²·g = stretch·g + h.</summary>
    private Tensor Merge(Parameter parameter, Tensor? task, Tensor? distillation, Tensor stretch)
    {
        if (task is null)
        {
            return distillation ?? zeros_like(parameter, requires_grad: false);
        }

        if (distillation is null)
        {
            return Alone(task, stretch)!;
        }

        return addcmul(distillation, task, stretch, 1);
    }

    /// <summary>The entry of a parameter that the task alone reaches: over all parameters the projection stretches it too.</summary>
    private Tensor? Alone(Tensor? task, Tensor stretch) =>
        task is not null && scope == AlignmentScope.AllParameters ? task * stretch : task;

    private static Tensor Flat(int[] indices, IReadOnlyList<Tensor?> gradients) =>
        cat([.. indices.Select(i => gradients[i]!.reshape(-1))]);

    private static Tensor Plus(Tensor square, int[] indices, IReadOnlyList<Tensor?> gradients) =>
        indices.Length == 0 ? square : square + Flat(indices, gradients).square().sum();
}
