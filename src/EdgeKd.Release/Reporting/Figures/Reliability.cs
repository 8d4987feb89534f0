namespace EdgeKd.Release;

/// <summary>Whether a model is as often right as it is sure.</summary>
/// <remarks>Guo, Pleiss, Sun, Weinberger 2017, "On Calibration of Modern Neural Networks", ICML: bins (0, 1/15], (1/15, 2/15], ...; the
/// expected calibration error is Σ (bin's count / N) · |accuracy − mean confidence|.</remarks>
/// <param name="Bins">The bins, from 0 to 1.</param>
internal sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins)
{
    /// <summary>Bins of equal width.</summary>
    public const int BinCount = 15;

    /// <summary>The expected calibration error, a share from 0 to 1.</summary>
    public double ExpectedCalibrationError
    {
        get
        {
            double images = Bins.Sum(bin => bin.Count);
            return Bins.Sum(bin => bin.Count > 0 ? bin.Count / images * Math.Abs(bin.Accuracy!.Value - bin.Confidence!.Value) : 0);
        }
    }

    /// <summary>Counts.</summary>
    /// <param name="labels">The true class of each image: N.</param>
    /// <param name="answers">What was answered: N.</param>
    public static Reliability Of(IReadOnlyList<int> labels, AnswersEvidence answers)
    {
        var predictions = answers.Predictions;
        var binned = Enumerable.Range(0, answers.Count)
            .ToLookup(i => Math.Clamp((int)Math.Ceiling((double)answers.Confidence[i] * BinCount) - 1, 0, BinCount - 1));
        return new Reliability([.. Enumerable.Range(0, BinCount).Select(bin =>
        {
            int[] images = [.. binned[bin]];
            return new ReliabilityBin(
                (double)bin / BinCount,
                (bin + 1.0) / BinCount,
                images.Length,
                images.Length > 0 ? images.Average(i => answers.Confidence[i]) : null,
                images.Length > 0 ? images.Average(i => predictions[i] == labels[i] ? 1.0 : 0) : null);
        })]);
    }
}
