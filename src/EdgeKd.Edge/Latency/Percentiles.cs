namespace EdgeKd.Edge;

/// <summary>Percentiles as MLPerf's load generator takes them.</summary>
internal static class Percentiles
{
    /// <summary>The sample at position count · p, truncated, of the sorted samples (loadgen/results.cc).</summary>
    /// <param name="sorted">The samples, ascending, at least one.</param>
    /// <param name="p">The percentile as a share, 0 to 1; decimal, so that 0.99 of 100 is 99 and not a little less.</param>
    public static double Of(ReadOnlySpan<double> sorted, decimal p)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(p);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 1m);
        return sorted[Math.Min((int)(sorted.Length * p), sorted.Length - 1)];
    }
}
