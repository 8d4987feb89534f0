namespace EdgeKd.Release;

/// <summary>The accuracy of the answers whose confidence reaches a threshold; undefined where none does.</summary>
/// <param name="Threshold">The least confidence that is not rejected.</param>
/// <remarks>Of a single model a tally; two models reject different images, so that a pair of them is none.</remarks>
internal sealed record SelectiveAccuracy(double Threshold) : IAnswerMetric
{
    public double? Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        int accepted = 0, right = 0;
        foreach (var image in images)
        {
            if (!Accepts(answers, image))
                continue;
            accepted++;
            right += answers.IsRight(image) ? 1 : 0;
        }

        return accepted == 0 ? null : (double)right / accepted;
    }

    /// <summary>Compared as the evidence keeps it, in single precision, so that a confidence of exactly 0.9 reaches 0.9.</summary>
    public bool Accepts(LabelledAnswers answers, int image) => answers.Confidence(image) >= (float)Threshold;
}
