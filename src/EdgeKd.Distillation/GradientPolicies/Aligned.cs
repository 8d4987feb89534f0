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
/// For DOT the two can be handed over apart, a pairing of our own: what projecting adds to a parameter that the task alone
/// reaches then goes to the task's gradient. So each parameter counts as reached by the losses that do reach it, and the sum is
/// that of the merged form.
/// </remarks>
/// <param name="scope">The parameters over which gradients are compared and projected.</param>
/// <param name="keepApart">Whether the two gradients are handed over apart rather than added.</param>
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
            return keepApart ? new Gradients(task, distillation) : Sum(parameters, task, distillation);
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

        var correction = -inner.clamp(max: 0) / taskSquare.clamp(min: SmallestNorm);
        Tensor?[] projected = [.. distillation.Select((kd, i) => kd is null || task[i] is null ? kd : addcmul(kd, task[i]!, correction, 1))];
        if (scope == AlignmentScope.AllParameters)
        {
            task = [.. task.Select((ce, i) => ce is null || distillation[i] is not null ? ce : ce * (1 + correction))];
        }

        return (keepApart ? new Gradients(task, projected) : Sum(parameters, task, projected)) with
        {
            Alignment = new GradientAlignment(
                inner / (taskSquare * distillationSquare).sqrt().clamp(min: SmallestNorm), inner.lt(0)),
        };
    }

    private static Gradients Sum(
        IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor?> task, IReadOnlyList<Tensor?> distillation) =>
        new([.. parameters.Select((p, i) => (task[i], distillation[i]) switch
        {
            ({ } ce, { } kd) => ce + kd,
            ({ } ce, null) => ce,
            (null, { } kd) => kd,
            _ => zeros_like(p, requires_grad: false),
        })]);

    private static Tensor Flat(int[] indices, IReadOnlyList<Tensor?> gradients) =>
        cat([.. indices.Select(i => gradients[i]!.reshape(-1))]);

    private static Tensor Plus(Tensor square, int[] indices, IReadOnlyList<Tensor?> gradients) =>
        indices.Length == 0 ? square : square + Flat(indices, gradients).square().sum();
}
