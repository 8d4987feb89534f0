using MathNet.Numerics.Distributions;

namespace EdgeKd.Edge;

/// <summary>How sure a percentile of some runs is, as MLPerf's load generator decides when it may stop early.</summary>
/// <remarks>
/// Of n runs t took longer than a latency. If less than the share p of all runs kept to it, so few would be over it only with the
/// probability P(B ≤ t), B binomial of n and 1 − p; where that is at most 1 − c, the latency is an upper limit of the percentile p at
/// the confidence c (mlcommons/inference, loadgen/early_stopping.cc, with its tolerance of 0).
/// </remarks>
public static class EarlyStopping
{
    /// <summary>The confidence that MLPerf asks for.</summary>
    public const double Confidence = 0.99;

    /// <summary>The fewest runs by which a latency is an upper limit of a percentile, when so many of them were over it.</summary>
    /// <param name="over">Runs over the latency, t; at least 0.</param>
    /// <param name="percentile">The percentile as a share, between 0 and 1.</param>
    /// <param name="confidence">The confidence, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static int MinRuns(int over, double percentile, double confidence = Confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(over);
        Require(percentile, nameof(percentile));
        Require(confidence, nameof(confidence));
        var enough = over + 1;
        while (!IsLimit(enough, over, percentile, confidence))
            enough = checked(enough * 2);
        var few = over;
        while (enough - few > 1)
        {
            var middle = few + ((enough - few) / 2);
            if (IsLimit(middle, over, percentile, confidence))
                enough = middle;
            else
                few = middle;
        }

        return enough;
    }

    /// <summary>The upper limit of a percentile: the slowest run but t − 1, for the largest t from 1 that so many runs allow
    /// (loadgen/results.cc, single stream).</summary>
    /// <param name="sorted">The runs, ascending.</param>
    /// <param name="percentile">The percentile as a share, between 0 and 1.</param>
    /// <param name="confidence">The confidence, between 0 and 1.</param>
    /// <returns>One of the runs; null where there are fewer than <see cref="MinRuns"/> of t = 1, which is 64 for 0.90 and 662 for
    /// 0.99.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double? UpperLimit(ReadOnlySpan<double> sorted, double percentile, double confidence = Confidence)
    {
        Require(percentile, nameof(percentile));
        Require(confidence, nameof(confidence));
        var n = sorted.Length;
        if (n < 2 || !IsLimit(n, 1, percentile, confidence))
            return null;
        // More runs over it make the limit less sure, so that the largest t is found by halving.
        int t = 1, tooMany = n;
        while (tooMany - t > 1)
        {
            var middle = t + ((tooMany - t) / 2);
            if (IsLimit(n, middle, percentile, confidence))
                t = middle;
            else
                tooMany = middle;
        }

        return sorted[n - t];
    }

    /// <summary>The lower limit of a percentile at the same confidence, by the same binomial: the largest of the runs that so many are
    /// at most with the probability c, whatever the percentile is.</summary>
    /// <param name="sorted">The runs, ascending.</param>
    /// <param name="percentile">The percentile p as a share, between 0 and 1.</param>
    /// <param name="confidence">The confidence c, between 0 and 1.</param>
    /// <returns>One of the runs; null where there are too few.</returns>
    /// <remarks>The k-th run exceeds the percentile where fewer than k of n runs are at most the percentile: P(B &lt; k), B binomial of n
    /// and p (order statistics; David and Nagaraja 2003, §7.1).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double? LowerLimit(ReadOnlySpan<double> sorted, double percentile, double confidence = Confidence)
    {
        Require(percentile, nameof(percentile));
        Require(confidence, nameof(confidence));
        int k = 0, tooMany = sorted.Length + 1;
        while (tooMany - k > 1)
        {
            var middle = k + ((tooMany - k) / 2);
            if (Binomial.CDF(percentile, sorted.Length, middle - 1) <= 1 - confidence)
                k = middle;
            else
                tooMany = middle;
        }

        return k == 0 ? null : sorted[k - 1];
    }

    private static bool IsLimit(int runs, int over, double percentile, double confidence) =>
        over < runs && Binomial.CDF(1 - percentile, runs, over) <= 1 - confidence;

    private static void Require(double share, string name)
    {
        if (share is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(name, share, "It is a share between 0 and 1.");
    }
}
