using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>
/// The correlation loss of SRD (Miles and Mikolajczyk, 2024, its form for transformers): channels of student and teacher
/// shall correlate fully over the batch.
/// </summary>
public static class CorrelationFeatureLoss
{
    /// <summary>ln(Σ_d |c_d − 1|^α + offset), with c_d the mean over the batch of s·t, s and t the standardised features.</summary>
    /// <param name="projected">N×D features of the student behind its projector.</param>
    /// <param name="teacher">N×D features of the teacher; no gradient flows into them.</param>
    /// <param name="alpha">α, 1 or more.</param>
    /// <param name="epsilon">ε of <see cref="BatchStandardisation"/>; the released code has 0 for transformers, 1e-4 for CNNs.</param>
    /// <param name="offset">What keeps full correlation from ln 0; the released code has 1e-5 for transformers, 0 for CNNs.</param>
    /// <returns>A scalar of the features' type.</returns>
    /// <exception cref="ArgumentException">The shapes differ, are not N×D, or N is 1.</exception>
    public static Tensor Loss(
        Tensor projected, Tensor teacher, double alpha = 4, double epsilon = 1e-4, double offset = 1e-5)
    {
        FeaturePair.Require(projected, teacher);
        var correlation = (BatchStandardisation.Apply(projected, epsilon) * BatchStandardisation.Apply(teacher.detach(), epsilon))
            .mean([0]);
        return ((correlation - 1).abs().pow(alpha).sum() + offset).log();
    }
}
