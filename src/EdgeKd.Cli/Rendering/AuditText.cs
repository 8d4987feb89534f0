using System.Globalization;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Auditing;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>Writes an audit for people: a table of the nodes, what each broken rule means, and the totals.</summary>
internal static class AuditText
{
    private const string Absorbed = "absorbed";

    // Above this ratio of channels one scale a tensor leaves the median channel less than 4 of its 7 bits.
    private const float LargeRatio = 10;

    public static void Write(Terminal terminal, AuditReport report, bool all)
    {
        terminal.Write(Nodes(report, all));
        foreach (var line in Lines(report))
            terminal.Output.WriteLine(line);
    }

    private static Table Nodes(AuditReport report, bool all)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in new[] { "node", "op", "runs as", "state", "reason" })
            table.AddColumn(heading);
        foreach (var heading in new[] { "ms", "share" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var node in report.Nodes.Where(node => all || node.State != Absorbed))
            table.AddRow(
                Cell(node.Name), Cell(node.Operator), Cell(string.Join("+", node.RunsAs)), Cell(node.State),
                Cell(node.Rule ?? (node.FusedInto is { } host ? $"within {host}" : "")), Cell(Number(node.TimeMs, "F3")), Cell(Number(node.Share, "P1")));
        return table;
    }

    private static IEnumerable<string> Lines(AuditReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        foreach (var broken in report.Nodes.Where(node => node.Rule is not null).GroupBy(node => (node.Rule, node.Reason, node.Remedy)))
        {
            var nodes = broken.ToArray();
            yield return string.Create(culture, $"{broken.Key.Rule}: {PrintableText.Of(nodes[0].Name)}{(nodes.Length > 1 ? $" and {nodes.Length - 1} more" : "")}, {nodes.Sum(node => node.Share):P1} of the time: {PrintableText.Of(broken.Key.Reason!)}");
            yield return $"  to do: {broken.Key.Remedy}";
        }

        // A layer of zeros, such as one that was not trained, has nothing to lose.
        var wide = report.WeightRanges.Where(range => range.MaxAbsolute > 0 && range.Ratio is null or >= LargeRatio).ToArray();
        foreach (var range in wide)
            yield return string.Create(culture, $"weights: {PrintableText.Of(range.Name)} ({range.Operator}, {range.Channels} channels): the largest |w| of its largest channel is {range.MaxAbsolute:G3}, of the median channel {range.MedianAbsolute:G3}; one scale a tensor would cost the small ones their precision");
        if (report.WeightRanges.Where(range => range.Ratio < LargeRatio).MaxBy(range => range.Ratio) is { } widest)
            yield return string.Create(culture, $"weights: {(wide.Length == 0 ? "the" : "of the others the")} largest channel over the median one is at most {widest.Ratio:F1}, in {PrintableText.Of(widest.Name)}");
        foreach (var layer in report.Merged)
            yield return Merging(layer, report.WeightRanges.First(range => range.Name == layer.Name));
        if (report.IsQuantized)
        {
            yield return string.Create(culture, $"nodes: {report.QuantizedNodes} quantized, {report.FloatNodes} float ({report.Islands.Sum(island => island.Nodes.Count)} of them in {report.Islands.Count} island(s)), {report.UnfusedConversions} conversion(s) not fused");
            yield return string.Create(culture, $"share of the time: {report.FloatShare:P1} in float nodes, {report.UnfusedShare:P1} in conversions not fused");
        }
        else
        {
            var fused = report.Nodes.Where(node => node.FusedInto is not null).GroupBy(node => node.Operator).Select(group => $"{group.Count()} {group.Key}").ToArray();
            yield return $"nodes: all float, no QuantizeLinear or DequantizeLinear; {(fused.Length > 0 ? $"run within the node before them: {string.Join(", ", fused.Select(PrintableText.Of))}" : "no activation runs within another node")}";
        }

        yield return string.Create(culture, $"time: {report.InferenceMs:F3} ms an inference, {report.NodesMs:F3} ms in nodes (the faster half of {report.Runs} runs at batch 1, {report.Threads} thread(s), {report.Cpu}, ONNX Runtime {report.OnnxRuntime})");
    }

    private static string Merging(MergedRange layer, WeightRange inFile)
    {
        // The largest last: a branch half of whose channels are 0 has no ratio, and is as unequal as can be.
        var branches = layer.Branches.OrderBy(branch => branch.Ratio ?? float.PositiveInfinity).ToArray();
        return $"merged: {PrintableText.Of(layer.Name)}: largest channel over the median one {Ratio(branches[0])} ({PrintableText.Of(branches[0].Name)}) to {Ratio(branches[^1])} ({PrintableText.Of(branches[^1].Name)}) in {branches.Length} branches, "
            + $"{Ratio(layer.Merged)} merged, {Ratio(inFile)} in this file";
    }

    private static string Ratio(WeightRange range) => range.Ratio is { } ratio ? Number(ratio, "F1") : "(median 0)";

    // Names come out of files: none may end the line, steer the terminal or be taken for markup.
    private static Text Cell(string text) => new(PrintableText.Of(text));

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
