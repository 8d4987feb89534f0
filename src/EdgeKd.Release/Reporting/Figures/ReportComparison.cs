namespace EdgeKd.Release;

/// <summary>Two models' answers to the same images, worth showing side by side.</summary>
/// <param name="Model">The precision of the candidate.</param>
/// <param name="Answers">Its answers.</param>
/// <param name="Other">What it is compared with, such as <c>1.2.0</c> or <c>fp32</c>.</param>
/// <param name="OtherAnswers">The other's answers.</param>
internal sealed record ReportComparison(string Model, AnswersEvidence Answers, string Other, AnswersEvidence OtherAnswers)
{
    /// <summary>The comparison as a heading.</summary>
    public string Title => $"{Model} against {Other}";

    /// <summary>Each precision against the released one; those that were never released against the float model, and a first float model
    /// against the teacher.</summary>
    public static IReadOnlyList<ReportComparison> Of(ReleaseReport report)
    {
        var evidence = report.Evidence;
        List<ReportComparison> comparisons = [];
        foreach (var model in evidence.Models)
        {
            if (report.Baseline?.Models.FirstOrDefault(released => released.Precision == model.Precision) is { } released)
                comparisons.Add(new(model.Precision, model.Answers, $"released {report.Baseline.Version}", released.Answers));
            else if (model != evidence.FloatModel)
                comparisons.Add(new(model.Precision, model.Answers, evidence.FloatModel.Precision, evidence.FloatModel.Answers));
        }

        if (comparisons.Count == 0 && evidence.Teacher is { } teacher)
            comparisons.Add(new(evidence.FloatModel.Precision, evidence.FloatModel.Answers, "teacher", teacher.Answers));
        return comparisons;
    }

    /// <summary>Images that only the other answered right, those first that the model is the least likely to take for their class.</summary>
    public IReadOnlyList<int> Harmed(IReadOnlyList<int> labels)
    {
        IReadOnlyList<int> answers = Answers.Predictions, others = OtherAnswers.Predictions;
        return [.. Enumerable.Range(0, labels.Count)
            .Where(i => others[i] == labels[i] && answers[i] != labels[i])
            .OrderBy(i => Answers.LabelLogProbability[i]).ThenBy(i => i)];
    }
}
