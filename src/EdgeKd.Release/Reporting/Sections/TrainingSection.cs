namespace EdgeKd.Release;

/// <summary>How teacher and student learned.</summary>
internal static class TrainingSection
{
    // A table of every epoch of a long training would be longer than the rest of the page.
    private const int MostRows = 30;

    public static ReportSection? Of(ReleaseReport report) => report.Trainings.All(log => log.Epochs.Count == 0)
        ? null
        : new ReportSection("training", "Training", [.. report.Trainings.Where(log => log.Epochs.Count > 0).Select(Curves)]);

    private static ChartBlock Curves(TrainingLog log)
    {
        var epochs = log.Epochs;
        var best = epochs.Last(epoch => epoch.Best || epochs.All(any => !any.Best));
        IEnumerable<(double, double?)> Points(Func<TrainingEpoch, double?> value) => epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)));
        var options = ChartOptions.Axes(
            ChartOptions.Values("epoch").NamedBelow(),
            [ChartOptions.Values("loss", from: 0), ChartOptions.Values("top-1, %", 0, 100)],
            [
                ChartOptions.Line("loss against the labels", Points(epoch => epoch.TaskLoss)),
                .. epochs.Any(epoch => epoch.DistillationLoss is not null)
                    ? new[] { ChartOptions.Line("loss against the teacher", Points(epoch => epoch.DistillationLoss)) } : [],
                ChartOptions.Line("loss on validation", Points(epoch => epoch.ValidationLoss)),
                ChartOptions.Line("top-1 in training", Points(epoch => 100 * epoch.TrainTop1), dashed: true, rightAxis: true),
                ChartOptions.Line("top-1 on validation", Points(epoch => 100 * epoch.ValidationTop1), dashed: true, rightAxis: true),
            ]);
        options["yAxis"]![1]!["splitLine"] = new System.Text.Json.Nodes.JsonObject { ["show"] = false };
        var every = (epochs.Count + MostRows - 1) / MostRows;
        return new ChartBlock(
            $"Training of the {log.Name}",
            $"{Words.Plural(epochs.Count, "epoch")}. The best on validation was epoch {best.Epoch} with top-1 {Words.Percent(best.ValidationTop1)}; the last one had {Words.Percent(epochs[^1].ValidationTop1)}.",
            options,
            new TableBlock(
                every == 1 ? $"Epochs of the {log.Name}" : $"Every {every}th epoch of the {log.Name}, the best and the last one",
                [TableColumn.Words("epoch"), new("loss, labels"), new("loss, teacher"), new("loss, validation"), new("top-1, training"), new("top-1, validation")],
                [.. epochs.Where(epoch => epoch.Epoch % every == 0 || epoch == epochs[^1] || epoch == best).Select(epoch => (IReadOnlyList<string>)
                [
                    Words.Count(epoch.Epoch), Words.Number(epoch.TaskLoss), epoch.DistillationLoss is { } loss ? Words.Number(loss) : "–", Words.Number(epoch.ValidationLoss),
                    Words.Percent(epoch.TrainTop1), Words.Percent(epoch.ValidationTop1),
                ])]));
    }
}
