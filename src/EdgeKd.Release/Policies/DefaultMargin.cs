using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>The margin that a new policy allows between two models on the same images: the smallest at which an equally accurate model
/// passes nine times in ten.</summary>
public static class DefaultMargin
{
    /// <summary>The share of images on which exactly one of two equally good models is right, where nothing is known: what two trainings
    /// of one network differ by on images of which they know most.</summary>
    public const double UsualDisagreement = 0.03;

    /// <summary>The same of an INT8 model and the float model that it was made from.</summary>
    public const double Int8Disagreement = 0.01;

    /// <summary>No margin is smaller, in percentage points.</summary>
    public const double LeastPoints = 0.1;

    private const double Confidence = 0.95;

    // Margins are multiples of a twentieth of a point.
    private const int StepsAPoint = 20;

    // Counts of disagreements that are left out are farther from their mean than that many standard deviations.
    private const double Reach = 8;

    /// <summary>The margin in percentage points, a multiple of 0.05.</summary>
    /// <param name="images">Images of the test set, at least 1.</param>
    /// <param name="disagreement">The share of images on which exactly one of the two is right, from 0 to 1.</param>
    /// <remarks>
    /// Of thousands of images it is (z₀.₉₅ + z₀.₉₀)·√(q/n), <see cref="NonInferiority.SmallestMargin"/>, rounded up. Of fewer, whose
    /// disagreements are a handful, that formula promises too much: there the margin grows from it until
    /// <see cref="PassProbability"/> is 90 %.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double Points(int images, double disagreement = UsualDisagreement)
    {
        Check(images, disagreement);
        var formula = 100 * NonInferiority.SmallestMargin(disagreement, images, Confidence);
        var step = (int)Math.Ceiling(Math.Max(LeastPoints, formula) * StepsAPoint - 1e-9);
        while (step < 100 * StepsAPoint && PassProbability(images, disagreement, (double)step / StepsAPoint) < NonInferiority.Power)
            step++;
        return Math.Min(100, (double)step / StepsAPoint);
    }

    /// <summary>The probability that an equally accurate model passes Tango's test of non-inferiority at 95 %: the sum over all numbers
    /// of disagreements, binomial in n and q, and over those of them that the candidate is right in, binomial with one half.</summary>
    /// <param name="images">Images of the test set, at least 1.</param>
    /// <param name="disagreement">The share of images on which exactly one of the two is right, from 0 to 1.</param>
    /// <param name="points">The margin in percentage points, from 0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double PassProbability(int images, double disagreement, double points)
    {
        Check(images, disagreement);
        ArgumentOutOfRangeException.ThrowIfNegative(points);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, 100);
        double mean = images * disagreement, spread = (Reach * Math.Sqrt(mean)) + Reach;
        var sum = 0.0;
        for (var differing = (int)Math.Max(0, mean - spread); differing <= Math.Min(images, mean + spread); differing++)
        {
            var least = LeastGains(images, differing, points / 100);
            var passes = least > differing ? 0 : least == 0 ? 1 : 1 - Binomial.CDF(0.5, differing, least - 1);
            sum += Binomial.PMF(disagreement, images, differing) * passes;
        }

        return sum;
    }

    /// <summary>Of so many disagreements, how many the candidate has to be right in to pass; one more than there are where none suffice.</summary>
    private static int LeastGains(int images, int differing, double margin)
    {
        var z = Normal.InvCDF(0, 1, Confidence);
        int from = 0, to = differing + 1;
        while (from < to)
        {
            var gains = (from + to) / 2;
            if (PairedScore.Z(new PairedOutcomes(images - differing, gains, differing - gains, 0), -margin) > z)
                to = gains;
            else
                from = gains + 1;
        }

        return from;
    }

    private static void Check(int images, double disagreement)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        if (disagreement is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(disagreement), disagreement, "A disagreement is a share from 0 to 1.");
    }
}
