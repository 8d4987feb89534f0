namespace EdgeKd.Release;

/// <summary>The mean of the classes' F1, 2·TP/(2·TP + FP + FN), over the classes that have an image or an answer.</summary>
/// <remarks>The mean of F1, not the F1 of the means: Opitz, Burst 2019, "Macro F1 and Macro F1".</remarks>
internal sealed record MacroF1 : IAnswerMetric
{
    public double? Of(LabelledAnswers answers, ReadOnlySpan<int> images)
    {
        var counts = ClassCounts.Of(answers, images);
        double sum = 0;
        var classes = 0;
        for (var k = 0; k < answers.Classes; k++)
        {
            var all = counts.Labelled[k] + counts.Answered[k];
            if (all == 0)
                continue;
            classes++;
            sum += 2.0 * counts.Right[k] / all;
        }

        return classes == 0 ? null : sum / classes;
    }
}
