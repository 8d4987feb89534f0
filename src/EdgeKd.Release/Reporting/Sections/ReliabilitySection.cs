namespace EdgeKd.Release;

/// <summary>Whether the models are as often right as they are sure.</summary>
internal static class ReliabilitySection
{
    public static ReportSection Of(ReleaseReport report)
    {
        var evidence = report.Evidence;
        (string Name, Reliability Reliability)[] models =
        [
            .. evidence.Models.Select(model => (model.Precision, Reliability.Of(evidence.Labels, model.Answers))),
            .. (report.Baseline?.Models ?? []).Select(model => ($"{model.Precision} {report.Baseline!.Version}", Reliability.Of(evidence.Labels, model.Answers))),
            .. evidence.Teacher is { } teacher ? new[] { ("teacher", Reliability.Of(evidence.Labels, teacher.Answers)) } : [],
        ];
        var options = ChartOptions.Axes(
            ChartOptions.Values("confidence, %", 0, 100).NamedBelow(),
            [ChartOptions.Values("accuracy, %", 0, 100)],
            [
                .. models.Select(model => WithDots(ChartOptions.Line(model.Name, model.Reliability.Bins.Where(bin => bin.Count > 0).Select(bin => (100 * bin.Confidence!.Value, (double?)(100 * bin.Accuracy!.Value)))))),
                ChartOptions.Line("as sure as right", [(0, 0), (100, 100)], dashed: true),
            ]);
        options["tooltip"]!["trigger"] = "item";
        var words = models.Select(model => $"{model.Name} {Words.Percent(model.Reliability.ExpectedCalibrationError)}");
        return new ReportSection("reliability", "Reliability", [new ChartBlock(
            "Accuracy of the answers by how sure the model was",
            $"A model below the dashed line is surer than it is right. Expected calibration error ({Reliability.BinCount} bins): {string.Join(", ", words)}.",
            options,
            new TableBlock(
                "Accuracy and number of the answers in each bin of confidence",
                [TableColumn.Words("confidence"), .. models.SelectMany(model => new TableColumn[] { new($"{model.Name} accuracy"), new("images") })],
                [.. Enumerable.Range(0, Reliability.BinCount).Where(bin => models.Any(model => model.Reliability.Bins[bin].Count > 0)).Select(bin => (IReadOnlyList<string>)
                [
                    $"{Words.Percent(models[0].Reliability.Bins[bin].From)} to {Words.Percent(models[0].Reliability.Bins[bin].To)}",
                    .. models.SelectMany(model => new[] { Words.Percent(model.Reliability.Bins[bin].Accuracy), Words.Count(model.Reliability.Bins[bin].Count) }),
                ])]))]);
    }

    private static System.Text.Json.Nodes.JsonObject WithDots(System.Text.Json.Nodes.JsonObject line)
    {
        line["showSymbol"] = true;
        return line;
    }
}
