using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>Confidence intervals of a share: k of n.</summary>
public static class ProportionInterval
{
    /// <summary>Wilson's score interval, without a continuity correction.</summary>
    /// <param name="successes">k, from 0 to n.</param>
    /// <param name="count">n, at least 1.</param>
    /// <param name="confidence">The two-sided confidence, such as 0.95.</param>
    /// <returns>Both limits, from 0 to 1; exactly 0 at k = 0, and 1 at k = n.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <remarks>Wilson 1927, "Probable inference, the law of succession, and statistical inference".</remarks>
    public static (double Lower, double Upper) Wilson(int successes, int count, double confidence)
    {
        Require(successes, count, confidence);
        double n = count, share = successes / n;
        var z = Normal.InvCDF(0, 1, (1 + confidence) / 2);
        var centre = (share + (z * z / (2 * n))) / (1 + (z * z / n));
        var half = z / (1 + (z * z / n)) * Math.Sqrt((share * (1 - share) / n) + (z * z / (4 * n * n)));
        return (successes == 0 ? 0 : centre - half, successes == count ? 1 : centre + half);
    }

    /// <summary>The exact interval: every share under which neither so few nor so many successes are too rare.</summary>
    /// <param name="successes">k, from 0 to n.</param>
    /// <param name="count">n, at least 1.</param>
    /// <param name="confidence">The two-sided confidence.</param>
    /// <returns>Both limits, from 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <remarks>Clopper, Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the binomial"; the limits are
    /// quantiles of Beta(k, n − k + 1) and Beta(k + 1, n − k).</remarks>
    public static (double Lower, double Upper) ClopperPearson(int successes, int count, double confidence)
    {
        Require(successes, count, confidence);
        var tail = (1 - confidence) / 2;
        // The quantile function of the library starts where a limit near 0 or 1 does not converge; those have a closed form.
        double Quantile(double a, double b, double p) => (a, b) switch
        {
            (1, _) => -double.ExpM1(Math.Log(1 - p) / b),
            (_, 1) => Math.Pow(p, 1 / a),
            _ => BetaQuantile(a, b, p),
        };
        return (successes == 0 ? 0 : Quantile(successes, count - successes + 1, tail),
            successes == count ? 1 : Quantile(successes + 1, count - successes, 1 - tail));
    }

    /// <summary>By halving: the distribution function rises from 0 to 1.</summary>
    private static double BetaQuantile(double a, double b, double p)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Beta.CDF(a, b, middle) < p)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    private static void Require(int successes, int count, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, count);
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
    }
}
