namespace EdgeKd.Release;

/// <summary>Which classes are taken for which.</summary>
internal static class ConfusionSection
{
    // A matrix of more classes cannot be read; the most frequent confusions can.
    private const int MostClasses = 20;
    private const int MostPairs = 20;

    public static ReportSection Of(ReleaseReport report) => new(
        "confusions", "Confusions", [.. report.Evidence.Models.SelectMany(model => Blocks(report, model))]);

    private static IEnumerable<IReportBlock> Blocks(ReleaseReport report, PrecisionEvidence model)
    {
        var classes = report.Classes;
        var matrix = ConfusionMatrix.Of(report.Evidence.Labels, model.Answers.Predictions, classes.Count);
        var pairs = matrix.Pairs();
        yield return new SubheadingBlock(model.Precision);
        if (classes.Count <= MostClasses)
            yield return new MatrixBlock($"Images by their label (row) and the answer of {model.Precision} (column)", classes, matrix);
        if (pairs.Count == 0)
        {
            yield return new TextBlock("Every image was answered right.");
            yield break;
        }

        yield return new TableBlock(
            pairs.Count > MostPairs ? $"The {MostPairs} most frequent of {Words.Count(pairs.Count)} confusions" : "The confusions, the most frequent first",
            [TableColumn.Words("label"), TableColumn.Words("answer"), new("images"), new("of the class")],
            [.. pairs.Take(MostPairs).Select(pair => (IReadOnlyList<string>)
                [classes[pair.Label], classes[pair.Answer], Words.Count(pair.Count), Words.Percent((double)pair.Count / matrix.Count(pair.Label))])]);
    }
}
