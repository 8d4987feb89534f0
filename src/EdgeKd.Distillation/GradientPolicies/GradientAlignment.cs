using static TorchSharp.torch;

namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>What <see cref="Aligned"/> saw and did in one step; reading it waits for the device.</summary>
/// <param name="Cosine">Scalar in [−1, 1]: the angle between the two gradients over the policy's scope.</param>
/// <param name="Projected">Scalar, 1 where the distillation's gradient was projected and 0 where it was not.</param>
public sealed record GradientAlignment(Tensor Cosine, Tensor Projected);
