using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>The rank-sum test of two independent samples: whether values of one tend to be larger.</summary>
/// <remarks>Mann, Whitney 1947, "On a test of whether one of two random variables is stochastically larger than the other".</remarks>
public sealed class MannWhitney
{
    private readonly int[] _doubledRanks;
    private readonly int _xCount, _yCount;

    private MannWhitney(int[] doubledRanks, int xCount)
    {
        (_doubledRanks, _xCount, _yCount) = (doubledRanks, xCount, doubledRanks.Length - xCount);
        // The sum of x's ranks is at least that of 1 to the number of x.
        Ux = (doubledRanks.Take(xCount).Sum(rank => (double)rank) / 2) - (xCount * (xCount + 1.0) / 2);
    }

    /// <summary>Pairs in which x is the larger, a tie for a half.</summary>
    public double Ux { get; }

    /// <summary>Pairs in which y is the larger, a tie for a half.</summary>
    public double Uy => ((double)_xCount * _yCount) - Ux;

    /// <summary>Counts the pairs.</summary>
    /// <param name="x">One sample.</param>
    /// <param name="y">The other.</param>
    /// <exception cref="ArgumentException">A sample is empty or holds a number that is none.</exception>
    public static MannWhitney Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        HodgesLehmann.Require(x, y);
        return new MannWhitney(DoubledMidRanks([.. x, .. y]), x.Count);
    }

    /// <summary>The two-sided p value by the normal distribution with the variance corrected for ties.</summary>
    /// <param name="withContinuity">Whether U is first moved by a half towards its mean.</param>
    /// <returns>1 where all values are equal.</returns>
    public double AsymptoticP(bool withContinuity)
    {
        double pairs = (double)_xCount * _yCount, n = _xCount + _yCount;
        var ties = _doubledRanks.GroupBy(rank => rank).Sum(group => Math.Pow(group.Count(), 3) - group.Count());
        var variance = pairs / 12 * (n + 1 - (ties / (n * (n - 1))));
        if (variance <= 0)
            return 1;
        var distance = Math.Max(0, Math.Abs(Ux - (pairs / 2)) - (withContinuity ? 0.5 : 0));
        return Math.Min(1, 2 * Normal.CDF(0, 1, -distance / Math.Sqrt(variance)));
    }

    /// <summary>The exact two-sided p value over all ways of dealing the values, ties included: twice the smaller tail.</summary>
    /// <exception cref="InvalidOperationException">There are more than 200 values; <see cref="AsymptoticP"/> is right for so many.</exception>
    public double ExactP()
    {
        if (_doubledRanks.Length > 200)
            throw new InvalidOperationException($"The exact test is for up to 200 values, and there are {_doubledRanks.Length}; take the asymptotic one.");
        // ways[k][s]: in how many ways k of the values seen so far have doubled ranks of sum s.
        var ways = new Dictionary<int, double>[_xCount + 1];
        for (var k = 0; k <= _xCount; k++)
            ways[k] = [];
        ways[0][0] = 1;
        foreach (var rank in _doubledRanks)
        {
            for (var k = _xCount; k > 0; k--)
            {
                foreach (var (sum, count) in ways[k - 1])
                    ways[k][sum + rank] = ways[k].GetValueOrDefault(sum + rank) + count;
            }
        }

        var observed = (int)Math.Round(2 * (Ux + (_xCount * (_xCount + 1.0) / 2)));
        var all = ways[_xCount].Values.Sum();
        var below = ways[_xCount].Where(way => way.Key <= observed).Sum(way => way.Value);
        var above = ways[_xCount].Where(way => way.Key >= observed).Sum(way => way.Value);
        return Math.Min(1, 2 * Math.Min(below, above) / all);
    }

    /// <summary>Twice the rank of each value, equal values sharing their mean rank: whole numbers.</summary>
    private static int[] DoubledMidRanks(double[] values)
    {
        var ranks = new int[values.Length];
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end + 1 < order.Length && values[order[end + 1]] == values[order[start]])
                end++;
            for (var i = start; i <= end; i++)
                ranks[order[i]] = start + end + 2;
            start = end + 1;
        }

        return ranks;
    }
}
