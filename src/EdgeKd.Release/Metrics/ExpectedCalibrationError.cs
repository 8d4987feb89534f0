namespace EdgeKd.Release;

/// <summary>How far confidence and accuracy are apart: over bins of equal width, |accuracy − mean confidence| weighted by images.</summary>
/// <param name="Bins">Bins; 15 is usual.</param>
/// <remarks>Guo et al. 2017, "On Calibration of Modern Neural Networks"; bin m holds the confidences in ((m − 1)/M, m/M].</remarks>
internal sealed record ExpectedCalibrationError(int Bins = 15) : IAnswerMetric
{
    public double? Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        if (images.Length == 0)
            return null;
        Span<double> confidence = stackalloc double[Bins];
        Span<int> right = stackalloc int[Bins];
        confidence.Clear();
        right.Clear();
        foreach (var image in images)
        {
            var value = answers.Confidence(image);
            var bin = Math.Clamp((int)Math.Ceiling(value * Bins) - 1, 0, Bins - 1);
            confidence[bin] += value;
            right[bin] += answers.IsRight(image) ? 1 : 0;
        }

        double sum = 0;
        for (var bin = 0; bin < Bins; bin++)
            sum += Math.Abs(right[bin] - confidence[bin]);
        return sum / images.Length;
    }
}
