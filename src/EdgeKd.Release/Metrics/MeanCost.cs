namespace EdgeKd.Release;

/// <summary>The mean cost of an answer.</summary>
/// <param name="Costs">What each confusion costs.</param>
internal sealed record MeanCost(CostMatrix Costs) : IAnswerMetric
{
    public double? Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        double sum = 0;
        foreach (var image in images)
            sum += Costs.Of(answers.Label(image), answers.Answer(image));
        return images.Length == 0 ? null : sum / images.Length;
    }
}
