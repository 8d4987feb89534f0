namespace EdgeKd.Release;

/// <summary>Of the images of a class, the share that is recognised; undefined for a class without an image.</summary>
/// <param name="Class">The class.</param>
internal sealed record ClassRecall(int Class) : ITallyMetric
{
    public bool Asks(LabelledAnswers answers, int image) => answers.Label(image) == Class;

    public bool Counts(LabelledAnswers answers, int image) => answers.IsRight(image);

    public int[] Relevant(LabelledAnswers candidate, LabelledAnswers reference, int[] images) =>
        [.. images.Where(image => candidate.Label(image) == Class)];
}
