namespace EdgeKd.Release;

/// <summary>Where the time of an inference goes, and what ONNX Runtime left in float.</summary>
internal static class LayersSection
{
    private const int MostLayers = 20;

    public static ReportSection? Of(ReleaseReport report)
    {
        if (report.Layers is not { } audit)
            return null;
        LayerTime[] slowest = [.. audit.Nodes.Where(node => node.TimeMs > 0).OrderByDescending(node => node.TimeMs).Take(MostLayers)];
        List<IReportBlock> blocks = [new TextBlock($"{Words.Plural(audit.QuantizedNodes, "node")} run on integers, {Words.Count(audit.FloatNodes)} in float ({Words.Percent(audit.FloatShare)} of the time), and {Words.Plural(audit.UnfusedConversions, "conversion is", "conversions are")} not fused. One inference took {Words.Ms(audit.InferenceMs)} over {Words.Plural(audit.Runs, "run")} on {audit.Cpu}, profiling included.")];
        if (slowest.Length > 0)
            blocks.Add(Times(slowest));
        blocks.AddRange(Broken(audit));
        return new ReportSection("layers", "Layers", blocks);
    }

    private static ChartBlock Times(LayerTime[] slowest)
    {
        var options = ChartOptions.Axes(
            ChartOptions.Values("ms an inference", fromZero: true).NamedBelow(),
            [ChartOptions.Rows(slowest.Select(node => node.Name))],
            [ChartOptions.Bars("ms an inference", slowest.Select(node => (double?)node.TimeMs))],
            legend: false);
        return new ChartBlock(
            $"The {Words.Plural(slowest.Length, "slowest node")}",
            $"The slowest is {slowest[0].Name} ({slowest[0].Operator}), {Words.Percent(slowest[0].Share)} of the time; those shown together take {Words.Percent(slowest.Sum(node => node.Share))}.",
            options,
            new TableBlock(
                "The slowest nodes",
                [TableColumn.Words("node"), TableColumn.Words("operator"), TableColumn.Words("runs"), new("time"), new("share")],
                [.. slowest.Select(node => (IReadOnlyList<string>)[node.Name, node.Operator, node.State, Words.Ms(node.TimeMs), Words.Percent(node.Share)])]),
            90 + (22 * slowest.Length));
    }

    private static IEnumerable<IReportBlock> Broken(LayerAudit audit)
    {
        LayerTime[] broken = [.. audit.Nodes.Where(node => node.Rule is not null).OrderByDescending(node => node.TimeMs)];
        if (broken.Length == 0)
            yield break;
        yield return new TableBlock(
            broken.Length > MostLayers ? $"The {MostLayers} slowest of {Words.Count(broken.Length)} nodes that stayed in float" : "Nodes that stayed in float, and why",
            [TableColumn.Words("node"), TableColumn.Words("rule"), TableColumn.Words("why"), TableColumn.Words("what to change"), new("share")],
            [.. broken.Take(MostLayers).Select(node => (IReadOnlyList<string>)[node.Name, node.Rule!, node.Reason ?? "", node.Remedy ?? "", Words.Percent(node.Share)])]);
    }
}
