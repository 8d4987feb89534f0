using EdgeKd.Edge;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>What a runtime answered, as evidence.</summary>
internal static class ModelAnswers
{
    public static AnswersEvidence Evidence(ClassifierAnswers answers) => new()
    {
        Top = answers.Top,
        Confidence = answers.Confidence,
        LabelLogProbability = answers.LabelLogProbability,
    };

    /// <summary>The answers that logits give.</summary>
    /// <param name="logits">N×K logits.</param>
    /// <param name="labels">N classes.</param>
    /// <param name="classes">K.</param>
    public static AnswersEvidence Evidence(ReadOnlySpan<float> logits, IReadOnlyList<int> labels, int classes)
    {
        var answers = new ClassifierAnswers(labels.Count, classes);
        for (var i = 0; i < labels.Count; i++)
            answers.Set(i, logits.Slice(i * classes, classes), labels[i]);
        return Evidence(answers);
    }
}
