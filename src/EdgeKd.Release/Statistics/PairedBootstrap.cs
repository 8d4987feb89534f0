using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace EdgeKd.Release;

/// <summary>The distribution of a statistic over resampled images: for statistics of two models without a test of their own.</summary>
/// <remarks>Efron, Tibshirani 1993, "An Introduction to the Bootstrap", percentile intervals (section 13.3). Images are drawn with
/// replacement within each stratum, both models' answers together, so that every draw has as many images of each class as the test
/// set. A seed fixes the draws.</remarks>
public sealed class PairedBootstrap
{
    /// <summary>Draws where nothing else is asked for.</summary>
    public const int DefaultDraws = 2000;

    private readonly double[] _sorted;

    private PairedBootstrap(double[] sorted) => _sorted = sorted;

    /// <summary>The draws' standard deviation: the statistic's standard error.</summary>
    public double StandardError => _sorted.Length < 2 ? 0 : ArrayStatistics.StandardDeviation(_sorted);

    /// <summary>Draws in which the statistic was defined.</summary>
    public int Draws => _sorted.Length;

    /// <summary>Draws.</summary>
    /// <param name="strata">The stratum of each image, such as its class.</param>
    /// <param name="statistic">The statistic of the images at these places, some of them several times; null where it is undefined.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="draws">How many.</param>
    /// <returns>Their distribution; null where the statistic was undefined in more than a twentieth of them.</returns>
    /// <exception cref="ArgumentException">There is no image, or fewer than 100 draws.</exception>
    public static PairedBootstrap? Of(IReadOnlyList<int> strata, Func<int[], double?> statistic, int seed, int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(strata);
        ArgumentNullException.ThrowIfNull(statistic);
        if (strata.Count == 0)
            throw new ArgumentException("A bootstrap needs at least one image.");
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 100);
        int[][] groups = [.. Enumerable.Range(0, strata.Count).GroupBy(i => strata[i]).OrderBy(group => group.Key).Select(group => group.ToArray())];
        var random = new MersenneTwister(seed, threadSafe: false);
        var images = new int[strata.Count];
        var values = new List<double>(draws);
        for (var draw = 0; draw < draws; draw++)
        {
            var at = 0;
            foreach (var group in groups)
            {
                for (var i = 0; i < group.Length; i++)
                    images[at++] = group[random.Next(group.Length)];
            }

            if (statistic(images) is { } value)
                values.Add(value);
        }

        return values.Count < 0.95 * draws ? null : new PairedBootstrap([.. values.Order()]);
    }

    /// <summary>The two bounds of which each has the confidence.</summary>
    /// <param name="confidence">The one-sided confidence, from 0.5.</param>
    public (double Lower, double Upper) Bounds(double confidence) =>
        (SortedArrayStatistics.Quantile(_sorted, 1 - confidence), SortedArrayStatistics.Quantile(_sorted, confidence));

    /// <summary>The p value of "the statistic is at least <paramref name="limit"/>", by the normal distribution around the measured
    /// value: small also beyond what the number of draws could show, as corrections for many tests need it.</summary>
    /// <param name="measured">The statistic of the images themselves.</param>
    /// <param name="limit">The limit.</param>
    public double POfAtLeast(double measured, double limit)
    {
        var error = StandardError;
        return error > 0 ? Normal.CDF(0, 1, (measured - limit) / error) : measured >= limit ? 1 : 0;
    }
}
