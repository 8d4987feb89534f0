using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>The losses of one batch, kept apart; both are means over the batch and already carry their weights.</summary>
/// <param name="Task">Scalar loss against the labels.</param>
/// <param name="Distillation">Scalar loss against the teacher, or <c>null</c> when training without one.</param>
/// <param name="StudentLogits">N×K logits of the student, for the training accuracy.</param>
public sealed record DistillationLosses(Tensor Task, Tensor? Distillation, Tensor StudentLogits) : IDisposable
{
    /// <summary>Disposes the three tensors and with them the graph.</summary>
    public void Dispose()
    {
        Task.Dispose();
        Distillation?.Dispose();
        StudentLogits.Dispose();
    }
}
