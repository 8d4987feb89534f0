namespace EdgeKd.Release;

/// <summary>The share of images whose class is the likeliest, or among the five likeliest.</summary>
/// <param name="IsTop5">Whether five answers are allowed.</param>
internal sealed record TopAccuracy(bool IsTop5) : ITallyMetric
{
    public bool Counts(LabelledAnswers answers, int image) => IsTop5 ? answers.IsAmongKept(image) : answers.IsRight(image);
}
