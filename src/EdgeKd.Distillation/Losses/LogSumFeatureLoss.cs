using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>
/// The elementwise loss of SRD (Miles and Mikolajczyk, "Understanding the Role of the Projector in Knowledge Distillation",
/// 2024): the logarithm of one sum over batch and channels, a soft maximum of the differences.
/// </summary>
/// <remarks>
/// It does not approach 0: two unrelated standardised features give about ln(12·N·D) at α = 4. Keep it in float32 or wider,
/// half precision overflows at a difference of 16.
/// </remarks>
public static class LogSumFeatureLoss
{
    /// <summary>What the sum is never below, so that equal features give a finite loss with a zero gradient.</summary>
    private const double SmallestSum = 1e-30;

    /// <summary>ln Σ |s − t|^α over batch and channels, s and t the standardised features.</summary>
    /// <param name="projected">N×D features of the student behind its projector.</param>
    /// <param name="teacher">N×D features of the teacher; no gradient flows into them.</param>
    /// <param name="alpha">α, 1 or more; 4 to 5 did best in the paper.</param>
    /// <param name="epsilon">ε of <see cref="BatchStandardisation"/>.</param>
    /// <returns>A scalar of the features' type.</returns>
    /// <exception cref="ArgumentException">The shapes differ, are not N×D, or N is 1.</exception>
    public static Tensor Loss(Tensor projected, Tensor teacher, double alpha = 4, double epsilon = 1e-4)
    {
        FeaturePair.Require(projected, teacher);
        var difference = BatchStandardisation.Apply(projected, epsilon) - BatchStandardisation.Apply(teacher.detach(), epsilon);
        return difference.abs().pow(alpha).sum().clamp(min: SmallestSum).log();
    }
}
