using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>Whether a candidate is proven not to be worse than a reference by a margin, and how many images such a proof takes.</summary>
/// <remarks>The test is Tango's score test (<see cref="PairedScore"/>). The counts of images follow from its large-sample form: the
/// difference of equally accurate models has the variance q/n, where they disagree about a share q of the images.</remarks>
public static class NonInferiority
{
    /// <summary>How often an equally accurate model is to pass.</summary>
    public const double Power = 0.9;

    /// <summary>The margin under which an equally accurate model passes in <see cref="Power"/> of all cases.</summary>
    /// <param name="variance">The variance of the difference of one image's outcome: of top-1 the share of images on which the models
    /// disagree.</param>
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
