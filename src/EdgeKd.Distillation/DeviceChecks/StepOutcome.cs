using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.DeviceChecks;

/// <summary>What one training step gave, in float64 on the processor. The tensors belong to the caller's dispose scope.</summary>
/// <param name="Losses">Task loss, distillation loss where there is one, and logits, by name.</param>
/// <param name="Gradients">The gradients by parameter, those of losses that are kept apart each.</param>
/// <param name="Moves">How far the step moved each weight and each statistic.</param>
internal sealed record StepOutcome(
    IReadOnlyDictionary<string, Tensor> Losses,
    IReadOnlyDictionary<string, Tensor> Gradients,
    IReadOnlyDictionary<string, Tensor> Moves)
{
    /// <summary>A copy of a tensor's values.</summary>
    public static Tensor Exact(Tensor tensor) => tensor.detach().cpu().to_type(ScalarType.Float64);
}
