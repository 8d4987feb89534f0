namespace EdgeKd.Release;

/// <summary>How latencies are spread, and how they compare with the released model's, block by block.</summary>
internal static class LatencySection
{
    public static ReportSection Of(ReleaseReport report) => new(
        "latency", "Latency", [Distribution(report.Evidence), .. Blocks(report)]);

    private static ChartBlock Distribution(ValidationEvidence evidence)
    {
        var models = evidence.Models;
        var histogram = Histogram.Over(models.Select(model => model.Latency.SamplesMs));
        var options = ChartOptions.Axes(
            ChartOptions.Values("latency, ms").NamedBelow(),
            [ChartOptions.Values("runs, %", fromZero: true)],
            models.Select(model =>
            {
                var line = ChartOptions.Line(model.Precision, histogram.Shares(model.Latency.SamplesMs).Select((share, bin) => (histogram.MiddleOf(bin), (double?)(100 * share))));
                line["step"] = "middle";
                line["areaStyle"] = new System.Text.Json.Nodes.JsonObject { ["opacity"] = 0.2 };
                return line;
            }));
        return new ChartBlock(
            $"Latency of one image on {BundleTarget.Local}",
            $"{string.Join("; ", models.Select(model => $"{model.Precision}: half of {Words.Plural(model.Latency.Runs, "run")} took at most {Words.Ms(model.Latency.P50Ms)}, nine of ten {Words.Ms(model.Latency.P90Ms)}"))}. The slowest hundredth is not drawn.{string.Concat(models.Where(model => model.Latency.Doubt is not null).Select(model => $" {model.Precision} is not to be trusted: {model.Latency.Doubt}."))}",
            options,
            new TableBlock(
                $"Latency of one image on {Words.Plural(evidence.FloatModel.Latency.Threads, "thread")} of {evidence.FloatModel.Latency.Cpu}",
                [TableColumn.Words("model"), new("runs"), new("fastest"), new("p50"), new("p90"), new("p90 at most (99 %)"), new("p99"), new("slowest"), new("images/s in batches")],
                [.. models.Select(model => (IReadOnlyList<string>)
                [
                    model.Precision, Words.Count(model.Latency.Runs), Words.Ms(model.Latency.SamplesMs.Min()), Words.Ms(model.Latency.P50Ms),
                    Words.Ms(model.Latency.P90Ms), Words.Ms(model.Latency.P90UpperMs), Words.Ms(model.Latency.P99Ms), Words.Ms(model.Latency.SamplesMs.Max()),
                    model.Latency.ImagesPerSecond is { } rate ? Words.Count((long)rate) : "–",
                ])]));
    }

    private static IEnumerable<IReportBlock> Blocks(ReleaseReport report)
    {
        foreach (var model in report.Baseline?.Models ?? [])
        {
            foreach (var blocks in model.Blocks)
            {
                var version = report.Baseline!.Version;
                var options = ChartOptions.Axes(
                    ChartOptions.Categories("pair of blocks", Enumerable.Range(1, blocks.Candidate.Count).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))).NamedBelow(),
                    [ChartOptions.Values("median, ms")],
                    [
                        ChartOptions.Line("candidate", blocks.Candidate.Index().Select(block => ((double)block.Index, (double?)block.Item.MedianMs))),
                        ChartOptions.Line($"released {version}", blocks.Baseline.Index().Select(block => ((double)block.Index, (double?)block.Item.MedianMs)), dashed: true),
                    ]);
                var slower = blocks.Candidate.Zip(blocks.Baseline).Count(pair => pair.First.MedianMs > pair.Second.MedianMs);
                yield return new ChartBlock(
                    $"{model.Precision} on {blocks.Target}, beside the released {version}",
                    $"Medians of {Words.Plural(blocks.Candidate.Count, "pair")} of blocks, in the order measured. The candidate was slower in {Words.Count(slower)} of them.",
                    options,
                    new TableBlock(
                        $"Blocks of {model.Precision} on {blocks.Target}",
                        [TableColumn.Words("pair"), new("candidate p50"), new($"{version} p50"), new("candidate p90"), new($"{version} p90"), new("candidate peak"), new($"{version} peak")],
                        [.. blocks.Candidate.Zip(blocks.Baseline).Index().Select(pair => (IReadOnlyList<string>)
                        [
                            Words.Count(pair.Index + 1), Words.Ms(pair.Item.First.MedianMs), Words.Ms(pair.Item.Second.MedianMs), Words.Ms(pair.Item.First.P90Ms),
                            Words.Ms(pair.Item.Second.P90Ms), Words.Bytes(pair.Item.First.PeakBytes), Words.Bytes(pair.Item.Second.PeakBytes),
                        ])]));
            }
        }
    }
}
