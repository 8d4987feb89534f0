using static TorchSharp.torch;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>The gradients of one step, one entry a trained parameter in the parameters' order.</summary>
/// <remarks>
/// The optimizer that takes them may overwrite them. An entry is <c>null</c> where no gradient reaches the parameter:
/// optimizers that treat shared and unshared parameters differently decide by that.
/// </remarks>
/// <param name="Task">The task's gradients, or the merged ones when the policy merges.</param>
/// <param name="Distillation">The teacher's gradients when the policy keeps them apart, else <c>null</c>.</param>
public sealed record Gradients(IReadOnlyList<Tensor?> Task, IReadOnlyList<Tensor?>? Distillation = null)
{
    /// <summary>What aligning them showed, or <c>null</c> where nothing was aligned.</summary>
    public GradientAlignment? Alignment { get; init; }
}
