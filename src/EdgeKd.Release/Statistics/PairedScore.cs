using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>Tango's score test and interval for the difference of two accuracies on the same images.</summary>
/// <remarks>Tango 1998, "Equivalence test and confidence interval for the difference in proportions for the paired-sample design",
/// Statistics in Medicine 17:891. Holds its level also where the models hardly or never disagree.</remarks>
public static class PairedScore
{
    // Halvings of an interval no longer than 2: what is left is below the spacing of doubles near 1.
    private const int Halvings = 60;

    /// <summary>The confidence interval of the candidate's accuracy minus the reference's.</summary>
    /// <param name="outcomes">The table.</param>
    /// <param name="confidence">The two-sided confidence, such as 0.95.</param>
    /// <returns>Both limits, shares from −1 to 1: every difference that the test does not reject.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not between 0 and 1.</exception>
    public static (double Lower, double Upper) Interval(PairedOutcomes outcomes, double confidence)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        var limit = Normal.InvCDF(0, 1, (1 + confidence) / 2);
        return (Limit(outcomes, -1, limit), Limit(outcomes, 1, limit));
    }

    /// <summary>The test's statistic: standard normal where the true difference is <paramref name="difference"/>, large where it is
    /// larger.</summary>
    /// <param name="outcomes">The table.</param>
    /// <param name="difference">The difference that is tested, from −1 to 1; −0.005 tests "not more than half a point worse".</param>
    public static double Z(PairedOutcomes outcomes, double difference)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        double n = outcomes.Count, b = outcomes.OnlyCandidateRight, c = outcomes.OnlyReferenceRight;
        var distance = b - c - (n * difference);
        if (distance == 0)
            return 0;
        // The likeliest share of "only the reference is right" where the difference is the tested one.
        var (a2, a1, a0) = (2 * n, -b - c + ((2 * n) - b + c) * difference, -c * difference * (1 - difference));
        var onlyReference = (Math.Sqrt(Math.Max(0, (a1 * a1) - (4 * a2 * a0))) - a1) / (2 * a2);
        return distance / Math.Sqrt(Math.Max(0, n * ((2 * onlyReference) + (difference * (1 - difference)))));
    }

    /// <summary>Where |z|, which grows from the observed difference to <paramref name="end"/>, reaches the limit.</summary>
    private static double Limit(PairedOutcomes outcomes, double end, double limit)
    {
        var (inside, outside) = (outcomes.Difference, end);
        if (inside == outside)
            return end;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (inside + outside) / 2;
            if (Math.Abs(Z(outcomes, middle)) <= limit)
                inside = middle;
            else
                outside = middle;
        }

        return inside;
    }
}
