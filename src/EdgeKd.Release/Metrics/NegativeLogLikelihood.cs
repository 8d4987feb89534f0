namespace EdgeKd.Release;

/// <summary>The mean negative logarithm of the probability of the true class, in nats.</summary>
internal sealed record NegativeLogLikelihood : IAnswerMetric
{
    public double? Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        double sum = 0;
        foreach (var image in images)
            sum -= answers.LabelLogProbability(image);
        return images.Length == 0 ? null : sum / images.Length;
    }
}
