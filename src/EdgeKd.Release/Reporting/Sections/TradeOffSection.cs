namespace EdgeKd.Release;

/// <summary>Accuracy, latency and size of every candidate, the released model and the teacher.</summary>
internal static class TradeOffSection
{
    private static readonly TableColumn[] Columns =
    [
        TableColumn.Words("model"), new("top-1"), new("top-5"), new("p50"), new("p90"), new("size"), new("ECE"),
    ];

    public static ReportSection Of(ReleaseReport report)
    {
        var evidence = report.Evidence;
        IReadOnlyList<string>[] rows =
        [
            .. evidence.Models.Select(model => (IReadOnlyList<string>)
            [
                Name(report, model.Precision), Words.Percent(model.Top1), Words.Percent(model.Top5), Words.Ms(model.Latency.P50Ms),
                Words.Ms(model.Latency.P90Ms), Words.Bytes(model.SizeBytes), Calibration(evidence, model.Answers),
            ]),
            .. (report.Baseline?.Models ?? []).Select(model => (IReadOnlyList<string>)
            [
                $"{model.Precision}, released {report.Baseline!.Version}", Words.Percent(Top1(evidence, model.Answers)), Words.Percent(Top5(evidence, model.Answers)),
                Words.Ms(Median(model)), "–", Words.Bytes(model.SizeBytes), Calibration(evidence, model.Answers),
            ]),
            .. evidence.Teacher is { } teacher
                ? new IReadOnlyList<string>[] { ["teacher", Words.Percent(teacher.Top1), Words.Percent(Top5(evidence, teacher.Answers)), "–", "–", "–", Calibration(evidence, teacher.Answers)] }
                : [],
        ];
        var table = new TableBlock($"On {Words.Plural(evidence.Count, "test image")}; latency of one image on {Words.Plural(evidence.FloatModel.Latency.Threads, "thread")} of {evidence.FloatModel.Latency.Cpu}", Columns, rows);
        return new ReportSection("trade-off", "Accuracy, latency, size", [Chart(report, table)]);
    }

    private static ChartBlock Chart(ReleaseReport report, TableBlock table)
    {
        var evidence = report.Evidence;
        (string Name, double Ms, double Percent, long Bytes)[] dots =
        [
            .. evidence.Models.Select(model => (Name(report, model.Precision), model.Latency.P50Ms, 100 * model.Top1, model.SizeBytes)),
            .. (report.Baseline?.Models ?? []).Where(model => Median(model) is not null)
                .Select(model => ($"{model.Precision} {report.Baseline!.Version}", Median(model)!.Value, 100 * Top1(evidence, model.Answers), model.SizeBytes)),
        ];
        double largest = dots.Max(dot => dot.Bytes);
        var options = ChartOptions.Axes(
            ChartOptions.Values("median latency, ms", from: 0, to: Ceiling(dots.Max(dot => dot.Ms))).NamedBelow(),
            [ChartOptions.Values("top-1, %", 2 * Math.Floor((dots.Min(dot => dot.Percent) - 1) / 2), Math.Min(100, Math.Ceiling(Math.Max(dots.Max(dot => dot.Percent), 100 * (evidence.Teacher?.Top1 ?? 0)) + 1)))],
            dots.Select(dot => ChartOptions.Dot(dot.Name, dot.Ms, dot.Percent, 10 + (26 * Math.Sqrt(dot.Bytes / largest)))),
            legend: false);
        options["tooltip"]!["trigger"] = "item";
        if (evidence.Teacher is { } teacher)
            options["series"]!.AsArray().Add(ChartOptions.Line("teacher", [(0, 100 * teacher.Top1), (Ceiling(dots.Max(dot => dot.Ms)), 100 * teacher.Top1)], dashed: true));
        return new ChartBlock(
            "Top-1 against latency; the larger the dot, the larger the file",
            $"Up and to the left is better. {string.Join("; ", dots.Select(dot => $"{dot.Name}: {Words.Number(dot.Percent)} % at {Words.Ms(dot.Ms)}, {Words.Bytes(dot.Bytes)}"))}{(evidence.Teacher is { } t ? $"; the dashed line is the teacher's {Words.Percent(t.Top1)}" : "")}.",
            options, table);
    }

    private static string Name(ReleaseReport report, string precision) => report.Verdict.LeftOut.Contains(precision) ? $"{precision}, left out" : precision;

    private static double Ceiling(double ms)
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(ms * 1.25))) / 2;
        return Math.Ceiling(ms * 1.25 / step) * step;
    }

    private static double? Median(BaselineModelEvidence model)
    {
        double[] medians = [.. model.Blocks.Where(blocks => blocks.Target == BundleTarget.Local).SelectMany(blocks => blocks.Baseline).Select(block => block.MedianMs).Order()];
        return medians.Length == 0 ? null : (medians[(medians.Length - 1) / 2] + medians[medians.Length / 2]) / 2;
    }

    private static double Top1(ValidationEvidence evidence, AnswersEvidence answers) =>
        evidence.Labels.Zip(answers.Predictions).Average(pair => pair.First == pair.Second ? 1.0 : 0);

    private static double Top5(ValidationEvidence evidence, AnswersEvidence answers) =>
        Enumerable.Range(0, answers.Count).Average(i => answers.Top.Skip(i * answers.PerImage).Take(answers.PerImage).Contains(evidence.Labels[i]) ? 1.0 : 0);

    private static string Calibration(ValidationEvidence evidence, AnswersEvidence answers) =>
        Words.Percent(Reliability.Of(evidence.Labels, answers).ExpectedCalibrationError);
}
