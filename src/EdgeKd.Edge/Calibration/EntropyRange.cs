namespace EdgeKd.Edge;

/// <summary>The range that loses the least information.</summary>
/// <remarks>
/// Migacz, "8-bit Inference with TensorRT" (GTC 2017), as HistogramCollector of ONNX Runtime's calibrate.py has it for values of
/// both signs: windows around 0, ever wider, are candidates. P is the histogram in the window, with what lies outside added
/// to its end bins; Q is the same without that, merged to as many levels as the integers have and spread evenly over the bins
/// of each level that P has something in. The window with the least KL(P ‖ Q) wins; of equals, the widest.
/// A window ends where the values end, so all 256 levels of a uint8 are spent on values of one sign where there are no others.
/// Unlike there, bin j of n falls to level ⌊j·levels/n⌋, and zeros, which are always exact, are left out.
/// </remarks>
internal static class EntropyRange
{
    // What a level of Q counts that has nothing where P has something: eps of calibrate.py's smooth_distribution.
    private const double Smallest = 1e-4;

    public static (double Lower, double Upper) Of(ActivationHistogram histogram)
    {
        var counts = histogram.Bins;
        var bins = counts.Length;
        var zero = Math.Min(Enumerable.Range(0, bins + 1).Count(bin => histogram.Edge(bin) <= 0) - 1, bins - 1);
        var logarithms = new double[bins];
        for (var bin = 0; bin < bins; bin++)
            logarithms[bin] = TimesLog(counts[bin]);

        var (best, start, end) = (double.PositiveInfinity, 0, bins);
        for (var reach = Math.Max(zero, bins - 1 - zero); reach >= 0; reach--)
        {
            var (first, after) = (Math.Max(zero - reach, 0), Math.Min(zero + 1 + reach, bins));
            if (after - first < Math.Min(RangeEstimation.Levels, bins))
                break;
            if (Divergence(counts, logarithms, first, after) is var divergence && divergence < best)
                (best, start, end) = (divergence, first, after);
        }

        return (Math.Min(histogram.Edge(start), 0), Math.Max(histogram.Edge(end), 0));
    }

    // Σ p·ln(p/q) with p = P/total and q = (merged/filled)/kept: Σ P·ln P bin by bin, the rest a level at a time.
    private static double Divergence(ReadOnlySpan<long> counts, double[] logarithms, int first, int after)
    {
        var (left, right, kept) = (Sum(counts[..first]), Sum(counts[after..]), Sum(counts[first..after]));
        var total = left + kept + right;
        if (kept == 0)
            return total == 0 ? 0 : double.PositiveInfinity;
        var (sum, bins) = (-TimesLog(total), after - first);
        for (int level = 0, bin = 0; bin < bins; level++)
        {
            long merged = 0, reference = 0, filled = 0;
            var next = (int)((((long)level + 1) * bins + RangeEstimation.Levels - 1) / RangeEstimation.Levels);
            for (; bin < next; bin++)
            {
                var inside = counts[first + bin];
                var p = inside + (bin == 0 ? left : 0) + (bin == bins - 1 ? right : 0);
                merged += inside;
                reference += p;
                filled += p == 0 ? 0 : 1;
                sum += p == inside ? logarithms[first + bin] : TimesLog(p);
            }

            if (reference == 0)
                continue;
            sum -= reference * Math.Log(Math.Max(merged, Smallest) / (filled * (double)kept));
        }

        return sum / total;
    }

    private static double TimesLog(long count) => count == 0 ? 0 : count * Math.Log(count);

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (var count in counts)
            sum += count;
        return sum;
    }
}
