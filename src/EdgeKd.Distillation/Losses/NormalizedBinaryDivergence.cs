using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>
/// BinaryKL-Norm, the loss of DHKD (Yang et al., "Dual-Head Knowledge Distillation", 2025): BinaryKL after both sides are
/// shifted by the teacher's logit, which puts the teacher at probability ½ for every class.
/// </summary>
/// <remarks>
/// In closed form it is ln cosh regression on the raw logits: quadratic in small differences, linear in large ones. T is the
/// knee between them (near |z_s − z_t| = 2T), not a softening. Unlike a softmax it sees a common shift of the logits.
/// </remarks>
public static class NormalizedBinaryDivergence
{
    /// <summary>
    /// T²·Σₖ ln cosh(x/2), mean over the batch, with x = (z_s − z_t)/T. The gradient is T/(2N)·tanh(x/2), never above T/(2N).
    /// Computed as |x|/2 + ln(1 + e^−|x|) − ln 2, exact for every x; the released code's clamp makes it infinite in float32
    /// from x ≈ 17 on.
    /// </summary>
    /// <param name="studentLogits">N×K logits z_s.</param>
    /// <param name="teacherLogits">N×K logits z_t; no gradient flows into them.</param>
    /// <param name="temperature">T > 0.</param>
    /// <returns>A scalar of the logits' type: a sum over classes, so it grows with K.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Loss(Tensor studentLogits, Tensor teacherLogits, double temperature)
    {
        LogitPair.Require(studentLogits, teacherLogits);
        var distance = ((studentLogits - teacherLogits.detach()) / temperature).abs();
        var logCosh = (distance / 2) + (-distance).exp().log1p() - Math.Log(2);
        return logCosh.sum() * (temperature * temperature / studentLogits.shape[0]);
    }
}
