namespace EdgeKd.Edge;

/// <summary>The range of a tensor by each method.</summary>
public static class RangeEstimation
{
    /// <summary>The percentage of values that <see cref="CalibrationMethod.Percentile"/> keeps unless told otherwise.</summary>
    public const double DefaultPercentile = 99.99;

    /// <summary>Integers of a uint8.</summary>
    internal const int Levels = 256;

    /// <summary>Finds a range.</summary>
    /// <param name="histogram">The values that the tensor took.</param>
    /// <param name="method">The method.</param>
    /// <param name="percentile">For <see cref="CalibrationMethod.Percentile"/>: the percentage kept, above 0, at most 100.</param>
    /// <returns>A range that holds 0, and is 0 to 0 only where all values are 0.</returns>
    public static TensorRange Of(ActivationHistogram histogram, CalibrationMethod method, double percentile = DefaultPercentile)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        var (lower, upper) = method switch
        {
            CalibrationMethod.MinMax => (histogram.Lower, histogram.Upper),
            CalibrationMethod.Percentile => PercentileRange.Of(histogram, percentile),
            CalibrationMethod.Entropy => EntropyRange.Of(histogram),
            CalibrationMethod.Mse => SquaredErrorRange.Of(histogram),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "no calibration method"),
        };
        return new TensorRange((float)lower, (float)upper);
    }
}
