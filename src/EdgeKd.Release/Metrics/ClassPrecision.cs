namespace EdgeKd.Release;

/// <summary>Of the images that are taken for a class, the share that is of it; undefined for a class that is never answered.</summary>
/// <param name="Class">The class.</param>
/// <remarks>No tally in pairs: two models take different images for the class.</remarks>
internal sealed record ClassPrecision(int Class) : IAnswerMetric
{
    public double? Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        int answered = 0, right = 0;
        foreach (var image in images)
        {
            if (answers.Answer(image) != Class)
                continue;
            answered++;
            right += answers.IsRight(image) ? 1 : 0;
        }

        return answered == 0 ? null : (double)right / answered;
    }

    public int[] Relevant(LabelledAnswers candidate, LabelledAnswers reference, int[] images) =>
        [.. images.Where(image => candidate.Answer(image) == Class || reference.Answer(image) == Class)];
}
