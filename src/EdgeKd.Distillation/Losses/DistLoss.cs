using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>
/// The loss of DIST (Huang et al., "Knowledge Distillation from a Stronger Teacher", 2022): the student's probabilities
/// need only correlate with the teacher's, not equal them.
/// </summary>
public static class DistLoss
{
    private const double Epsilon = 1e-8;

    /// <summary>
    /// τ²·(β·(1 − mean Pearson correlation of the rows) + γ·(1 − mean Pearson correlation of the columns)) of
    /// softmax(z/τ): rows relate the classes of one sample, columns the samples of one class.
    /// </summary>
    /// <param name="studentLogits">N×K logits.</param>
    /// <param name="teacherLogits">N×K logits; no gradient flows into them.</param>
    /// <param name="temperature">τ > 0.</param>
    /// <param name="beta">β, the weight of the rows (inter-class relations).</param>
    /// <param name="gamma">γ, the weight of the columns (intra-class relations).</param>
    /// <returns>A scalar of the logits' type in [0, 2τ²(β + γ)] up to rounding.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Loss(
        Tensor studentLogits, Tensor teacherLogits, double temperature, double beta, double gamma)
    {
        LogitPair.Require(studentLogits, teacherLogits);
        var student = nn.functional.softmax(studentLogits / temperature, 1);
        var teacher = nn.functional.softmax(teacherLogits.detach() / temperature, 1);
        var interClass = MeanPearson(student, teacher, 1);
        var intraClass = MeanPearson(student, teacher, 0);
        return (((1 - interClass) * beta) + ((1 - intraClass) * gamma)) * (temperature * temperature);
    }

    /// <summary>The correlation along a dimension, averaged over the other. A constant row or column counts as uncorrelated.</summary>
    private static Tensor MeanPearson(Tensor a, Tensor b, int dim)
    {
        a = a - a.mean([dim], keepdim: true);
        b = b - b.mean([dim], keepdim: true);
        return ((a * b).sum(dim: dim) / ((a.norm(dim) * b.norm(dim)) + Epsilon)).mean();
    }
}
