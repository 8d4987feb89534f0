namespace EdgeKd.Edge;

/// <summary>The range that keeps a percentage of the values, the rest cut off in halves at both ends.</summary>
/// <remarks>As PercentileCalibrater of ONNX Runtime's calibrate.py for asymmetric ranges, but the bins that the ends fall into are kept whole.</remarks>
internal static class PercentileRange
{
    public static (double Lower, double Upper) Of(ActivationHistogram histogram, double percentile)
    {
        if (!(percentile > 0 && percentile <= 100))
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "a percentile is above 0 and at most 100");
        var counts = histogram.Counts;
        var cut = (long)(histogram.Total * (100 - percentile) / 200);

        var first = 0;
        for (long outside = counts[0]; outside <= cut && histogram.Edge(first) < 0; outside += counts[first])
        {
            if (++first == counts.Count)
                break;
        }

        var end = counts.Count;
        for (long outside = counts[end - 1]; outside <= cut && histogram.Edge(end) > 0; outside += counts[end - 1])
        {
            if (--end == 0)
                break;
        }

        return (Math.Min(histogram.Edge(first), 0), Math.Max(histogram.Edge(end), 0));
    }
}
