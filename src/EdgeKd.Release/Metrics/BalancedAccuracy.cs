namespace EdgeKd.Release;

/// <summary>The mean of the classes' recalls, over the classes that have an image.</summary>
internal sealed record BalancedAccuracy : IAnswerMetric
{
    public double? Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        var counts = ClassCounts.Of(answers, images);
        double sum = 0;
        var classes = 0;
        for (var k = 0; k < answers.Classes; k++)
        {
            if (counts.Labelled[k] == 0)
                continue;
            classes++;
            sum += (double)counts.Right[k] / counts.Labelled[k];
        }

        return classes == 0 ? null : sum / classes;
    }
}
