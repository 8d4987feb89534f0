using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>
/// BinaryKL, the multi-label divergence of Yang et al. ("Multi-Label Knowledge Distillation", 2023) with a temperature, as DHKD
/// takes it for its ablation: every class is a Bernoulli variable of its own.
/// </summary>
public static class BinaryDivergence
{
    /// <summary>
    /// T²·Σₖ KL(Bernoulli(q) ‖ Bernoulli(p)), mean over the batch, with p = σ(z_s/T), q = σ(z_t/T). The gradient is
    /// (T/N)·(p − q). In logarithms throughout, so it is finite where the released code's clamp of p and q is not.
    /// </summary>
    /// <param name="studentLogits">N×K logits z_s.</param>
    /// <param name="teacherLogits">N×K logits z_t; no gradient flows into them.</param>
    /// <param name="temperature">T > 0.</param>
    /// <returns>A scalar of the logits' type: a sum over classes, so it grows with K.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Loss(Tensor studentLogits, Tensor teacherLogits, double temperature)
    {
        LogitPair.Require(studentLogits, teacherLogits);
        var student = studentLogits / temperature;
        var teacher = teacherLogits.detach() / temperature;
        var positive = teacher.sigmoid() * (nn.functional.logsigmoid(teacher) - nn.functional.logsigmoid(student));
        var negative = (-teacher).sigmoid() * (nn.functional.logsigmoid(-teacher) - nn.functional.logsigmoid(-student));
        return (positive + negative).sum() * (temperature * temperature / studentLogits.shape[0]);
    }
}
