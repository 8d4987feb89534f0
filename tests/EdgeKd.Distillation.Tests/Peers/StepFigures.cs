using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Peers;

/// <summary>What one step computed.</summary>
/// <param name="Task">The loss against the labels, of both networks where there are two.</param>
/// <param name="Distillation">The loss against the teachers; null without one.</param>
/// <param name="State">Parameters and statistics behind the step, by name.</param>
internal sealed record StepFigures(double Task, double? Distillation, IReadOnlyDictionary<string, Tensor> State) : IDisposable
{
    /// <summary>Whether the gradients were in conflict, where they are aligned.</summary>
    public bool IsProjected { get; init; }

    /// <summary>Whether the gradient was longer than its limit, where it has one.</summary>
    public bool IsClipped { get; init; }

    public void Dispose()
    {
        foreach (var tensor in State.Values)
            tensor.Dispose();
    }
}
