namespace EdgeKd.Edge;

/// <summary>The range with the least expected squared error.</summary>
/// <remarks>
/// Of values below <c>lower</c> and above <c>upper</c> the error is their distance, of the others that of rounding to a step of
/// Δ = (upper − lower)/255, Δ²/12 on average (Banner et al., "Post training 4-bit quantization of convolutional networks",
/// NeurIPS 2019, section 3), and of 0 and values at an end of the range there is none. All pairs of bin edges around 0 are tried; of equals, the widest wins.
/// </remarks>
internal static class SquaredErrorRange
{
    public static (double Lower, double Upper) Of(ActivationHistogram histogram)
    {
        var bins = histogram.Counts.Count;
        var (lowers, uppers) = (new List<(double At, int Bin)>(), new List<(double At, int Bin)>());
        for (var bin = 0; bin <= bins; bin++)
        {
            if (histogram.Edge(bin) <= 0)
                lowers.Add((histogram.Edge(bin), bin));
            if (histogram.Edge(bins - bin) >= 0)
                uppers.Add((histogram.Edge(bins - bin), bins - bin));
        }

        var moments = new Moments(histogram);
        var (best, range) = (double.PositiveInfinity, (histogram.Lower, histogram.Upper));
        foreach (var lower in lowers)
        {
            var below = moments.SquaredDistance(0, lower.Bin, lower.At);
            foreach (var upper in uppers)
            {
                if (upper.At <= lower.At)
                    continue;
                var step = (upper.At - lower.At) / (RangeEstimation.Levels - 1);
                var rounded = moments.Count(lower.Bin, upper.Bin) - (lower.Bin == 0 ? histogram.AtLower : 0) - (upper.Bin == bins ? histogram.AtUpper : 0);
                var error = below + moments.SquaredDistance(upper.Bin, bins, upper.At) + (rounded * step * step / 12);
                if (error < best)
                    (best, range) = (error, (lower.At, upper.At));
            }
        }

        return range;
    }

    /// <summary>Running sums of count, value and value², so that any run of bins costs the same.</summary>
    private sealed class Moments
    {
        private readonly double[] _counts, _sums, _squares;

        public Moments(ActivationHistogram histogram)
        {
            var bins = histogram.Counts.Count;
            (_counts, _sums, _squares) = (new double[bins + 1], new double[bins + 1], new double[bins + 1]);
            for (var bin = 0; bin < bins; bin++)
            {
                var (count, value) = (histogram.Counts[bin], histogram.Middle(bin));
                _counts[bin + 1] = _counts[bin] + count;
                _sums[bin + 1] = _sums[bin] + (count * value);
                _squares[bin + 1] = _squares[bin] + (count * value * value);
            }
        }

        public double Count(int first, int after) => _counts[after] - _counts[first];

        // Cancellation may leave a tiny negative number where there is nothing.
        public double SquaredDistance(int first, int after, double from) => Math.Max(0,
            _squares[after] - _squares[first] - (2 * from * (_sums[after] - _sums[first])) + (from * from * Count(first, after)));
    }
}
