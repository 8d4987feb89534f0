using static TorchSharp.torch;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>Limits the length of a step's gradient.</summary>
public static class GradientClipping
{
    // torch.nn.utils.clip_grad_norm_ divides by the norm and this.
    private const double Epsilon = 1e-6;

    /// <summary>
    /// g ← g·min(1, limit / (‖g‖₂ + 10⁻⁶)) over all parameters together, in place, as torch's <c>clip_grad_norm_</c>.
    /// </summary>
    /// <remarks>
    /// Gradients that are kept apart share one factor, from the norm of their sum: clipping each by its own norm would change
    /// their balance, which is what the policies that keep them apart are about.
    /// </remarks>
    /// <param name="gradients">The step's gradients; those of one parameter have one shape.</param>
    /// <param name="limit">The largest norm, above 0.</param>
    public static void Clip(Gradients gradients, double limit)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var squares = Enumerable.Range(0, gradients.Task.Count)
            .Select(i => Sum(gradients.Task[i], gradients.Distillation?[i]))
            .OfType<Tensor>()
            .Select(g => g.square().sum())
            .ToArray();
        if (squares.Length == 0)
        {
            return;
        }

        var factor = (limit / (stack(squares).sum().sqrt() + Epsilon)).clamp_max(1);
        foreach (var gradient in gradients.Task.Concat(gradients.Distillation ?? []))
        {
            gradient?.mul_(factor);
        }
    }

    private static Tensor? Sum(Tensor? task, Tensor? distillation) =>
        task is null ? distillation : distillation is null ? task : task + distillation;
}
