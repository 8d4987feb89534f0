namespace EdgeKd.Release;

/// <summary>A number that says how good answers are.</summary>
internal interface IAnswerMetric
{
    /// <summary>Computes it for some of the images.</summary>
    /// <param name="answers">The answers to all images.</param>
    /// <param name="images">Which of them, by their places; one may stand there several times, as in a bootstrap.</param>
    /// <returns>The value; null where these images do not define it.</returns>
    double? Of(LabelledAnswers answers, ReadOnlySpan<int> images);

    /// <summary>The images that it can depend on, where two models answer; all but for a class's own metrics.</summary>
    int[] Relevant(LabelledAnswers candidate, LabelledAnswers reference, int[] images) => images;
}
