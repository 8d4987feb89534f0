using EdgeKd.Distillation.GradientPolicies;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Metrics;

/// <summary>The angle between what the task and what the teacher ask of the shared parameters.</summary>
internal static class GradientCosine
{
    /// <summary>⟨g_task, g_kd⟩ / (‖g_task‖·‖g_kd‖) over the parameters that both losses reach.</summary>
    /// <param name="losses">The losses of one batch; their graph stays usable.</param>
    /// <param name="parameters">Every trained parameter.</param>
    /// <returns>A scalar in [−1, 1], or <c>null</c> without a teacher's part or without shared parameters.</returns>
    public static Tensor? Of(DistillationLosses losses, IReadOnlyList<Parameter> parameters)
    {
        if (losses.Distillation is null)
        {
            return null;
        }

        var (task, distillation) = SeparateGradients.Of(losses, parameters, keepGraph: true);
        using var noGrad = no_grad();
        int[] shared = [.. Enumerable.Range(0, parameters.Count).Where(i => task[i] is not null && distillation[i] is not null)];
        if (shared.Length == 0)
        {
            return null;
        }

        var inner = Total(shared.Select(i => (task[i]! * distillation[i]!).sum()));
        var norms = Total(shared.Select(i => task[i]!.square().sum())) * Total(shared.Select(i => distillation[i]!.square().sum()));
        return inner / norms.sqrt().clamp_min(1e-30);
    }

    private static Tensor Total(IEnumerable<Tensor> scalars) => stack([.. scalars]).sum();
}
