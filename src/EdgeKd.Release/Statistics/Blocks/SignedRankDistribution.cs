using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>The distribution of Wilcoxon's signed-rank statistic where the signs are those of fair coins: the sum of the ranks 1 to n
/// whose coin shows heads.</summary>
/// <remarks>Wilcoxon 1945, "Individual comparisons by ranking methods", Biometrics Bulletin 1:80. Exact up to
/// <see cref="LargestExact"/> pairs by counting, beyond by the normal distribution with a correction for continuity.</remarks>
public static class SignedRankDistribution
{
    /// <summary>The most pairs that are counted out.</summary>
    public const int LargestExact = 200;

    private static readonly ConcurrentDictionary<int, double[]> Cumulative = new();

    /// <summary>The probability of a sum of at most <paramref name="sum"/>.</summary>
    /// <param name="pairs">n, at least 1.</param>
    /// <param name="sum">A sum of ranks.</param>
    public static double AtMost(int pairs, long sum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        var largest = Largest(pairs);
        if (sum < 0)
            return 0;
        if (sum >= largest)
            return 1;
        if (pairs <= LargestExact)
            return Cumulative.GetOrAdd(pairs, Count)[sum];
        var deviation = Math.Sqrt(largest * ((2 * pairs) + 1) / 12.0);
        return Normal.CDF(largest / 2.0, deviation, sum + 0.5);
    }

    /// <summary>The largest sum whose lower tail holds at most <paramref name="probability"/>; −1 where already a sum of 0 is likelier.</summary>
    /// <param name="pairs">n, at least 1.</param>
    /// <param name="probability">Below 0.5.</param>
    public static long Limit(int pairs, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 0.5);
        // The tail grows with the sum and is 1 at the largest one.
        var (within, beyond) = (-1L, Largest(pairs));
        while (beyond - within > 1)
        {
            var middle = (within + beyond) / 2;
            if (AtMost(pairs, middle) <= probability)
                within = middle;
            else
                beyond = middle;
        }

        return within;
    }

    /// <summary>1 + 2 + … + n.</summary>
    private static long Largest(int pairs) => (long)pairs * (pairs + 1) / 2;

    private static double[] Count(int pairs)
    {
        // After rank k: each sum comes about by the coin's tails from itself, by its heads from the one that is k less.
        var probability = new double[Largest(pairs) + 1];
        probability[0] = 1;
        for (var rank = 1; rank <= pairs; rank++)
        {
            for (var sum = (int)Largest(rank); sum >= rank; sum--)
                probability[sum] = (probability[sum] + probability[sum - rank]) / 2;
            for (var sum = 0; sum < rank; sum++)
                probability[sum] /= 2;
        }

        for (var sum = 1; sum < probability.Length; sum++)
            probability[sum] += probability[sum - 1];
        return probability;
    }
}
