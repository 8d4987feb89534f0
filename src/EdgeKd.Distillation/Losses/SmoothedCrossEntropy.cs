using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>
/// The loss of GPD between student and dynamic teacher (Guo et al., "Gap Preserving Distillation by Building Bidirectional
/// Mappings with a Dynamic Teacher", 2025): cross entropy to the teacher's probabilities, smoothed.
/// </summary>
public static class SmoothedCrossEntropy
{
    /// <summary>
    /// −Σₖ qₖ·ln softmax(z_s)ₖ, mean over the batch, with q = (1 − ε)·softmax(z_t) + ε/K. The gradient is
    /// (softmax(z_s) − q)/N.
    /// </summary>
    /// <param name="studentLogits">N×K logits z_s.</param>
    /// <param name="teacherLogits">N×K logits z_t; no gradient flows into them.</param>
    /// <param name="smoothing">ε in [0, 1].</param>
    /// <returns>A scalar of the logits' type.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Loss(Tensor studentLogits, Tensor teacherLogits, double smoothing = 0.1)
    {
        LogitPair.Require(studentLogits, teacherLogits);
        var target = Target(teacherLogits, smoothing);
        return -(target * nn.functional.log_softmax(studentLogits, 1)).sum() / studentLogits.shape[0];
    }

    /// <summary>q, N×K; each row sums to 1.</summary>
    /// <param name="teacherLogits">N×K logits z_t; no gradient flows into them.</param>
    /// <param name="smoothing">ε in [0, 1].</param>
    public static Tensor Target(Tensor teacherLogits, double smoothing) =>
        (nn.functional.softmax(teacherLogits.detach(), 1) * (1 - smoothing)) + (smoothing / teacherLogits.shape[1]);
}
