namespace EdgeKd.Edge.Tests.Calibration;

/// <summary>The methods once more, word by word from their definitions and without any of the shortcuts.</summary>
internal static class NaiveRanges
{
    /// <summary>Of all ranges from bin to bin that leave out no more than half of the rest at each end, the narrowest.</summary>
    public static (double Lower, double Upper) Percentile(ActivationHistogram histogram, double percentile)
    {
        var bins = histogram.Counts.Count;
        var cut = (long)Math.Floor(histogram.Total * (100 - percentile) / 200);
        var lowers = Enumerable.Range(0, bins + 1).Where(bin => Between(histogram, 0, bin) <= cut).Select(histogram.Edge);
        var uppers = Enumerable.Range(0, bins + 1).Where(bin => Between(histogram, bin, bins) <= cut).Select(histogram.Edge);
        return (Math.Min(0, lowers.Max()), Math.Max(0, uppers.Min()));
    }

    public static (double Lower, double Upper) Mse(ActivationHistogram histogram)
    {
        var bins = histogram.Counts.Count;
        var edges = Enumerable.Range(0, bins + 1).Select(histogram.Edge).ToArray();
        return (from lower in edges
                where lower <= 0
                from upper in edges
                where upper >= 0 && upper > lower
                orderby Error(lower, upper)
                select (lower, upper)).First();

        double Error(double lower, double upper)
        {
            double sum = 0;
            for (var bin = 0; bin < bins; bin++)
            {
                var x = histogram.Middle(bin);
                var error = x < lower ? (x - lower) * (x - lower) : x > upper ? (x - upper) * (x - upper) : Math.Pow((upper - lower) / 255, 2) / 12;
                sum += histogram.Counts[bin] * error;
            }

            var exact = (lower == edges[0] ? histogram.AtLower : 0) + (upper == edges[^1] ? histogram.AtUpper : 0);
            return sum - (exact * Math.Pow((upper - lower) / 255, 2) / 12);
        }
    }

    public static (double Lower, double Upper) Entropy(ActivationHistogram histogram)
    {
        var bins = histogram.Counts.Count;
        var zero = Math.Min(bins - 1, Enumerable.Range(0, bins + 1).Last(bin => histogram.Edge(bin) <= 0));
        var windows = Enumerable.Range(0, bins)
            .Select(reach => (First: Math.Max(0, zero - reach), After: Math.Min(bins, zero + reach + 1)))
            .Where(window => window.After - window.First >= 256)
            .Reverse();
        var (first, after) = windows.MinBy(window => Divergence(histogram, window.First, window.After));
        return (Math.Min(0, histogram.Edge(first)), Math.Max(0, histogram.Edge(after)));
    }

    private static double Divergence(ActivationHistogram histogram, int first, int after)
    {
        var slice = histogram.Counts.Skip(first).Take(after - first).Select(count => (double)count).ToArray();
        var p = slice.ToArray();
        p[0] += Between(histogram, 0, first);
        p[^1] += Between(histogram, after, histogram.Counts.Count);
        var q = new double[p.Length];
        foreach (var level in Enumerable.Range(0, p.Length).GroupBy(j => (long)j * 256 / p.Length))
        {
            var filled = level.Where(j => p[j] > 0).ToArray();
            foreach (var j in filled)
                q[j] = level.Sum(i => slice[i]) / filled.Length;
        }

        double all = p.Sum(), kept = q.Sum();
        return kept > 0
            ? Enumerable.Range(0, p.Length).Where(j => p[j] > 0).Sum(j => p[j] / all * Math.Log(p[j] / all / (Math.Max(q[j], 1e-4) / kept)))
            : double.PositiveInfinity;
    }

    private static long Between(ActivationHistogram histogram, int first, int after) => histogram.Counts.Skip(first).Take(after - first).Sum();
}
