namespace EdgeKd.Release;

/// <summary>What became of each class since the released model.</summary>
internal static class ClassChangesSection
{
    // More bars than that are no longer told apart on a phone.
    private const int MostBars = 20;
    private const int MostRows = 50;

    public static ReportSection? Of(ReleaseReport report)
    {
        var comparisons = ReportComparison.Of(report);
        return comparisons.Count == 0
            ? null
            : new ReportSection("classes", "Classes", [.. comparisons.SelectMany(comparison => Blocks(report, comparison))]);
    }

    private static IEnumerable<IReportBlock> Blocks(ReleaseReport report, ReportComparison comparison)
    {
        var classes = report.Classes;
        var labels = report.Evidence.Labels;
        ConfusionMatrix before = ConfusionMatrix.Of(labels, comparison.OtherAnswers.Predictions, classes.Count), now = ConfusionMatrix.Of(labels, comparison.Answers.Predictions, classes.Count);
        (string Name, int Count, double Before, double Now)[] recalls =
        [
            .. Enumerable.Range(0, classes.Count).Where(k => now.Count(k) > 0)
                .Select(k => (Name: classes[k], Count: now.Count(k), Before: (double)before[k, k] / now.Count(k), Now: (double)now[k, k] / now.Count(k)))
                .OrderBy(recall => recall.Now - recall.Before),
        ];
        yield return new SubheadingBlock(comparison.Title);
        var shown = recalls.Length <= MostBars ? recalls : [.. recalls.Take(MostBars / 2), .. recalls.TakeLast(MostBars / 2)];
        var options = ChartOptions.Axes(
            ChartOptions.Values("change of recall, points", fromZero: true).NamedBelow(),
            [ChartOptions.Rows(shown.Select(recall => recall.Name))],
            [ChartOptions.Bars("change of recall, points", shown.Select(recall => (double?)(100 * (recall.Now - recall.Before))))],
            legend: false);
        var listed = recalls.Length <= MostRows ? recalls : [.. recalls.Take(MostRows / 2), .. recalls.TakeLast(MostRows / 2)];
        yield return new ChartBlock(
            $"Change of each class's recall: {comparison.Title}",
            $"{Words.Plural(recalls.Count(recall => recall.Now < recall.Before), "class", "classes")} lost and {Words.Count(recalls.Count(recall => recall.Now > recall.Before))} won of {Words.Count(recalls.Length)}. The largest loss is {Words.Points(recalls[0].Now - recalls[0].Before)} points, of {recalls[0].Name}; the largest gain {Words.Points(recalls[^1].Now - recalls[^1].Before)} points, of {recalls[^1].Name}.",
            options,
            new TableBlock(
                recalls.Length <= MostRows ? "Recall of each class, the largest loss first" : $"Recall of the {MostRows} classes that changed most, the largest loss first",
                [TableColumn.Words("class"), new("images"), new(comparison.Other), new(comparison.Model), new("points")],
                [.. listed.Select(recall => (IReadOnlyList<string>)[recall.Name, Words.Count(recall.Count), Words.Percent(recall.Before), Words.Percent(recall.Now), Words.Points(recall.Now - recall.Before)])]),
            90 + (24 * shown.Length));
    }
}
