namespace EdgeKd.Release;

/// <summary>Bins of equal width that several samples are counted in, to be compared.</summary>
/// <param name="From">The lower end of the first bin.</param>
/// <param name="Width">The width of a bin.</param>
/// <param name="Bins">The number of bins.</param>
internal sealed record Histogram(double From, double Width, int Bins)
{
    private const int DefaultBins = 40;

    // Beyond it the rare slow runs would leave the others no room.
    private const double ShownShare = 0.99;

    /// <summary>Bins from the smallest value to the largest of the samples' 99th percentiles.</summary>
    public static Histogram Over(IEnumerable<IReadOnlyList<float>> samples)
    {
        double from = double.PositiveInfinity, to = double.NegativeInfinity;
        foreach (var sample in samples)
        {
            float[] sorted = [.. sample.Order()];
            from = Math.Min(from, sorted[0]);
            to = Math.Max(to, sorted[(int)Math.Ceiling(ShownShare * sorted.Length) - 1]);
        }

        return to > from ? new Histogram(from, (to - from) / DefaultBins, DefaultBins) : new Histogram(from, 1, 1);
    }

    /// <summary>The middle of a bin.</summary>
    public double MiddleOf(int bin) => From + ((bin + 0.5) * Width);

    /// <summary>The share of a sample in each bin; what lies beyond the last one is in none.</summary>
    public IReadOnlyList<double> Shares(IReadOnlyList<float> sample)
    {
        var shares = new double[Bins];
        foreach (var value in sample)
        {
            var bin = (value - From) / Width;
            // The largest value that is shown belongs to the last bin.
            if (bin <= Bins * (1 + 1e-6))
                shares[Math.Clamp((int)bin, 0, Bins - 1)] += 1.0 / sample.Count;
        }

        return shares;
    }
}
