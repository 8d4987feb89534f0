using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>By how much one side of pairs exceeds the other: the Hodges–Lehmann estimate, and the interval of all shifts that the
/// signed-rank test does not reject.</summary>
/// <remarks>
/// Hodges and Lehmann 1963, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34:598; Hollander, Wolfe
/// and Chicken, "Nonparametric Statistical Methods", 3rd edition, sections 3.1–3.3.
/// The test is a permutation test: under a shift, the sign of each difference from it is that of a fair coin. Where a coin was thrown
/// for the order within each pair, it is that coin, whatever the noise: the level of the test needs neither independent pairs nor any
/// distribution. Ties only widen the interval.
/// </remarks>
public sealed class PairedShift
{
    /// <summary>The share of measurements of the size named by <see cref="PairsNeeded"/> that would decide.</summary>
    private const double Power = 0.8;

    /// <summary>The means of all pairs of differences, each difference with itself included, ascending: n(n+1)/2.</summary>
    private readonly double[] _walshAverages;

    private PairedShift(int pairs, double[] walshAverages, double confidence)
    {
        (Pairs, Confidence, _walshAverages) = (pairs, confidence, walshAverages);
        var middle = walshAverages.Length / 2;
        Estimate = walshAverages.Length % 2 == 1 ? walshAverages[middle] : (walshAverages[middle - 1] + walshAverages[middle]) / 2;
        if (confidence == 0.5)
            (Lower, Upper) = (Estimate, Estimate);
        else if (SignedRankDistribution.Limit(pairs, 1 - confidence) is >= 0 and var limit)
            (Lower, Upper) = (walshAverages[limit], walshAverages[^(int)(limit + 1)]);
        else
            (Lower, Upper) = (double.NegativeInfinity, double.PositiveInfinity);
    }

    /// <summary>Pairs.</summary>
    public int Pairs { get; }

    /// <summary>The one-sided confidence of each limit.</summary>
    public double Confidence { get; }

    /// <summary>The estimate: the median of the Walsh averages.</summary>
    public double Estimate { get; }

    /// <summary>The lower limit; −∞ where there are too few pairs for the confidence.</summary>
    public double Lower { get; }

    /// <summary>The upper limit; +∞ where there are too few pairs for the confidence.</summary>
    public double Upper { get; }

    /// <summary>Estimates the shift.</summary>
    /// <param name="differences">One difference a pair, finite.</param>
    /// <param name="confidence">The one-sided confidence, from 0.5, which decides by the estimate alone, to below 1.</param>
    /// <exception cref="ArgumentException">There is no pair, or a difference is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is out of range.</exception>
    public static PairedShift Of(IReadOnlyList<double> differences, double confidence)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfLessThan(confidence, 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        if (differences.Count == 0 || differences.Any(difference => !double.IsFinite(difference)))
            throw new ArgumentException("A shift is estimated from at least one pair, and from finite differences.", nameof(differences));
        var averages = new double[checked(differences.Count * (differences.Count + 1) / 2)];
        var next = 0;
        for (var i = 0; i < differences.Count; i++)
            for (var j = i; j < differences.Count; j++)
                averages[next++] = (differences[i] / 2) + (differences[j] / 2);
        Array.Sort(averages);
        return new PairedShift(differences.Count, averages, confidence);
    }

    /// <summary>The probability of differences as small as these, or smaller, if the shift were larger than <paramref name="margin"/>
    /// by the least bit: small where the shift is proven to be at most that.</summary>
    public double ProbabilityIfAbove(double margin) => SignedRankDistribution.AtMost(Pairs, _walshAverages.LongCount(average => average > margin));

    /// <summary>The probability of differences as large as these, or larger, if the shift were the margin: small where the shift is
    /// proven to be larger.</summary>
    public double ProbabilityIfAtMost(double margin) => SignedRankDistribution.AtMost(Pairs, _walshAverages.LongCount(average => average <= margin));

    /// <summary>Pass where the shift is proven to be at most the margin, Fail where it is proven to be larger, else Inconclusive.</summary>
    public RuleOutcome Decide(double margin) =>
        Upper <= margin ? RuleOutcome.Pass : Lower > margin ? RuleOutcome.Fail : RuleOutcome.Inconclusive;

    /// <summary>How many pairs would decide with a probability of 80 %, if the estimate were the truth: the interval narrows with the
    /// root of their number. Null where no number would, because the estimate is the margin.</summary>
    public long? PairsNeeded(double margin)
    {
        if (double.IsInfinity(Upper))
            return (long)Math.Ceiling(-Math.Log2(1 - Confidence));
        var distance = Math.Abs(margin - Estimate);
        var halfWidth = Estimate < margin ? Upper - Estimate : Estimate - Lower;
        var quantile = Normal.InvCDF(0, 1, Confidence);
        var needed = Math.Ceiling(Pairs * Math.Pow(halfWidth / distance * (quantile + Normal.InvCDF(0, 1, Power)) / quantile, 2));
        return needed <= int.MaxValue ? Math.Max((long)needed, Pairs + 1) : null;
    }
}
