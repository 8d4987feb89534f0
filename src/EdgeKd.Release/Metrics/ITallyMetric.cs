namespace EdgeKd.Release;

/// <summary>A metric that is a share of images, each of which counts or does not: for these there are score tests and intervals.</summary>
internal interface ITallyMetric : IAnswerMetric
{
    /// <summary>Whether an image is asked.</summary>
    bool Asks(LabelledAnswers answers, int image) => true;

    /// <summary>Whether an image that is asked counts.</summary>
    bool Counts(LabelledAnswers answers, int image);

    double? IAnswerMetric.Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        int asked = 0, counted = 0;
        foreach (var image in images)
        {
            if (!Asks(answers, image))
                continue;
            asked++;
            counted += Counts(answers, image) ? 1 : 0;
        }

        return asked == 0 ? null : (double)counted / asked;
    }
}
