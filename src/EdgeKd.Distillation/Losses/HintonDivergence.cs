using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>The distillation loss of Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015.</summary>
public static class HintonDivergence
{
    /// <summary>
    /// T²·KL(p_t ‖ p_s), mean over the batch, with p = softmax(z/T) and natural logarithms. T² keeps the size of the
    /// gradient, (T/N)·(p_s − p_t), independent of the temperature to first order.
    /// </summary>
    /// <param name="studentLogits">N×K logits z_s.</param>
    /// <param name="teacherLogits">N×K logits z_t; no gradient flows into them.</param>
    /// <param name="temperature">T > 0.</param>
    /// <returns>A scalar of the logits' type, never negative beyond rounding.</returns>
    /// <exception cref="ArgumentException">The shapes differ: the teacher knows another set of classes.</exception>
    public static Tensor Loss(Tensor studentLogits, Tensor teacherLogits, double temperature)
    {
        LogitPair.Require(studentLogits, teacherLogits);

        // Log-probabilities of both sides: nothing is ever divided by, or the logarithm taken of, a vanishing p.
        var studentLog = nn.functional.log_softmax(studentLogits / temperature, 1);
        var teacherLog = nn.functional.log_softmax(teacherLogits.detach() / temperature, 1);
        var divergence = (teacherLog.exp() * (teacherLog - studentLog)).sum();
        return divergence * (temperature * temperature / studentLogits.shape[0]);
    }
}
