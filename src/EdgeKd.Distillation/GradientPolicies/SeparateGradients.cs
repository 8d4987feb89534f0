using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>The gradients of the two losses, each by a backward pass of its own.</summary>
internal static class SeparateGradients
{
    /// <summary>Computes both.</summary>
    /// <param name="losses">The losses of one batch, of one graph.</param>
    /// <param name="parameters">Every trained parameter.</param>
    /// <param name="keepGraph">Whether the graph can be used once more afterwards.</param>
    /// <returns>One entry a parameter, <c>null</c> where the loss does not reach it; all null for a missing loss.</returns>
    public static (IReadOnlyList<Tensor?> Task, IReadOnlyList<Tensor?> Distillation) Of(
        DistillationLosses losses, IReadOnlyList<Parameter> parameters, bool keepGraph = false)
    {
        // The distillation loss goes first, as in mdistiller's DOT trainer; the order changes nothing.
        var distillation = Of(losses.Distillation, parameters, keepGraph: true);
        return (Of(losses.Task, parameters, keepGraph), distillation);
    }

    private static Tensor?[] Of(Tensor? loss, IReadOnlyList<Parameter> parameters, bool keepGraph)
    {
        if (loss is null || !loss.requires_grad)
        {
            return new Tensor?[parameters.Count];
        }

        var gradients = autograd.grad([loss], [.. parameters], retain_graph: keepGraph, allow_unused: true);
        return [.. gradients.Select(gradient => gradient is null || gradient.IsInvalid ? null : gradient)];
    }
}
