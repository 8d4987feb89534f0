using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>The gradients of the two losses, kept apart.</summary>
internal static class SeparateGradients
{
    /// <summary>Computes both.</summary>
    /// <param name="losses">The losses of one batch, of one graph.</param>
    /// <param name="parameters">Every trained parameter.</param>
    /// <param name="keepGraph">Whether the graph can be used once more afterwards.</param>
    /// <returns>One entry a parameter, <c>null</c> where the loss does not reach it; all null for a missing loss.</returns>
    public static (IReadOnlyList<Tensor?> Task, IReadOnlyList<Tensor?> Distillation) Of(
        DistillationLosses losses, IReadOnlyList<Parameter> parameters, bool keepGraph = false) =>
        (Reaching(losses.Task), Reaching(losses.Distillation)) switch
        {
            ({ } task, { } distillation) => TwoLosses.Gradients(task, distillation, parameters, keepGraph),
            ({ } task, null) => (TwoLosses.Of(task, parameters, keepGraph), new Tensor?[parameters.Count]),
            (null, { } distillation) => (new Tensor?[parameters.Count], TwoLosses.Of(distillation, parameters, keepGraph)),
            _ => (new Tensor?[parameters.Count], new Tensor?[parameters.Count]),
        };

    private static Tensor? Reaching(Tensor? loss) => loss is { requires_grad: true } ? loss : null;
}
