using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>
/// The hierarchical context loss of ReviewKD (Chen et al., "Distilling Knowledge via Knowledge Review", 2021): mean squared
/// error of two feature maps, at full size and pooled.
/// </summary>
public static class HierarchicalContextLoss
{
    private static readonly long[] PooledSides = [4, 2, 1];

    /// <summary>
    /// Weighted mean of the squared errors at full size (weight 1) and after average pooling to 4×4, 2×2 and 1×1 (½, ¼, ⅛),
    /// levels not smaller than the map's height left out (each level that is there has half the weight of the one before).
    /// </summary>
    /// <param name="student">N×C×H×W map.</param>
    /// <param name="teacher">N×C×H×W map; no gradient flows into it.</param>
    /// <returns>A scalar of the maps' type.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Loss(Tensor student, Tensor teacher)
    {
        FeaturePair.Require(student, teacher);
        teacher = teacher.detach();
        var loss = nn.functional.mse_loss(student, teacher);
        var weight = 1.0;
        var total = 1.0;
        foreach (var side in PooledSides.Where(side => side < student.shape[2]))
        {
            weight /= 2;
            total += weight;
            var pooled = nn.functional.adaptive_avg_pool2d(student, side);
            loss = loss + (nn.functional.mse_loss(pooled, nn.functional.adaptive_avg_pool2d(teacher, side)) * weight);
        }

        return loss / total;
    }
}
