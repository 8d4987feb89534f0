using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>Whether a candidate is proven not to be worse than a reference by a margin, and how many images such a proof takes.</summary>
/// <remarks>The test is Tango's score test (<see cref="PairedScore"/>). The counts of images follow from its large-sample form: the
/// difference of equally accurate models has the variance q/n, where they disagree about a share q of the images.</remarks>
public static class NonInferiority
{
    /// <summary>How often an equally accurate model is to pass.</summary>
    public const double Power = 0.9;

    /// <summary>The p value of "worse by the margin or more": small where the candidate is proven to be better than that.</summary>
    /// <param name="outcomes">The table.</param>
    /// <param name="margin">The margin, a share from 0 to 1.</param>
    public static double P(PairedOutcomes outcomes, double margin) => Normal.CDF(0, 1, -PairedScore.Z(outcomes, -margin));

    /// <summary>The p value of "worse by the margin at most": small where the candidate is proven to have dropped by more.</summary>
    /// <param name="outcomes">The table.</param>
    /// <param name="margin">The margin, a share from 0 to 1.</param>
    /// <remarks>The larger of the score test's p and, because that is an approximation for many images, the exact test's that the
    /// candidate has not dropped at all: who has dropped by more than the margin has dropped.</remarks>
    public static double POfDrop(PairedOutcomes outcomes, double margin) =>
        Math.Max(Normal.CDF(0, 1, PairedScore.Z(outcomes, -margin)), outcomes.ExactPOfNoDrop);

    /// <summary>The images on which an equally accurate model passes in <see cref="Power"/> of all cases.</summary>
    /// <param name="variance">The variance of the difference of one image's outcome: of top-1 the share of images on which the models
    /// disagree.</param>
    /// <param name="margin">The margin, in the unit of the difference; above 0.</param>
    /// <param name="confidence">The one-sided confidence, such as 0.95.</param>
    /// <returns>(z of the confidence + z of the power)²·variance/margin², rounded up; at least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static long ImagesNeeded(double variance, double margin, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(variance);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(margin, 0);
        var distance = Distance(confidence) / margin;
        return (long)Math.Min(Math.Max(1, Math.Ceiling(distance * distance * variance)), 1e15);
    }

    /// <summary>The images below which a share's margin cannot be proven even by models that never disagree: there the lower bound of
    /// <see cref="PairedScore"/> is −z²/(n + z²).</summary>
    /// <param name="margin">The margin, a share from 0, excluded, to 1.</param>
    /// <param name="confidence">The one-sided confidence.</param>
    public static long FewestImages(double margin, double confidence)
    {
        var z = Normal.InvCDF(0, 1, confidence);
        return (long)Math.Min(Math.Floor(z * z * (1 - margin) / margin) + 1, 1e15);
    }

    /// <summary>The margin under which an equally accurate model passes in <see cref="Power"/> of all cases.</summary>
    /// <param name="variance">As for <see cref="ImagesNeeded"/>.</param>
    /// <param name="images">Images, at least 1.</param>
    /// <param name="confidence">The one-sided confidence.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static double SmallestMargin(double variance, long images, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(variance);
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        return Distance(confidence) * Math.Sqrt(variance / images);
    }

    private static double Distance(double confidence) => confidence is > 0 and < 1
        ? Normal.InvCDF(0, 1, confidence) + Normal.InvCDF(0, 1, Power)
        : throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
}
