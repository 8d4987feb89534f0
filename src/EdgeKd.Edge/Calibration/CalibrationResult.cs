namespace EdgeKd.Edge;

/// <summary>What calibration saw of each tensor.</summary>
public sealed class CalibrationResult
{
    private readonly IReadOnlyDictionary<string, TensorRange> _extremes;
    private readonly IReadOnlyDictionary<string, ActivationHistogram>? _histograms;

    internal CalibrationResult(
        int images, IReadOnlyDictionary<string, TensorRange> extremes, IReadOnlyDictionary<string, ActivationHistogram>? histograms) =>
        (Images, _extremes, _histograms) = (images, extremes, histograms);

    /// <summary>Images that it saw.</summary>
    public int Images { get; }

    /// <summary>The ranges of all tensors by a method, in the order in which the tensors were named.</summary>
    /// <param name="method">The method.</param>
    /// <param name="percentile">For <see cref="CalibrationMethod.Percentile"/>: the percentage kept.</param>
    /// <exception cref="InvalidOperationException">The method needs histograms, and none were made.</exception>
    public IReadOnlyDictionary<string, TensorRange> Ranges(CalibrationMethod method, double percentile = RangeEstimation.DefaultPercentile)
    {
        if (method == CalibrationMethod.MinMax)
            return _extremes;
        if (_histograms is null)
            throw new InvalidOperationException($"calibration by {method} needs histograms, and this one made none");
        return _histograms.AsParallel().AsOrdered()
            .Select(pair => (pair.Key, Range: RangeEstimation.Of(pair.Value, method, percentile)))
            .AsSequential()
            .ToDictionary(pair => pair.Key, pair => pair.Range, StringComparer.Ordinal);
    }
}
