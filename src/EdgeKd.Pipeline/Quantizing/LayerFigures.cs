using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>What the stage records of each layer: its noise, and how unequal its channels are.</summary>
internal static class LayerFigures
{
    /// <summary>Every layer with weights of the float model that was quantized.</summary>
    public static JsonArray Of(RecoveryResult result)
    {
        var ratios = result.Trials.Rank(result.Options).ToDictionary(layer => layer.Layer, layer => layer.SqnrDb);
        return
        [
            .. ChannelRange.Of(result.Trials.Prepared).Select(range =>
            {
                var figures = Of(range);
                figures["float"] = !ratios.ContainsKey(range.Node) || result.Options.FloatNodes.Contains(range.Node);
                figures["sqnrDb"] = ratios.TryGetValue(range.Node, out var ratio) && double.IsFinite(ratio) ? Math.Round(ratio, 2) : null;
                return figures;
            }),
        ];
    }

    /// <summary>The channels of a student's branches, each with its normalisation folded, before the export merged them.</summary>
    /// <param name="student">The extracted student, in evaluation mode.</param>
    /// <param name="settings">The run.</param>
    /// <param name="images">A part of the data.</param>
    /// <returns>Null for a student without branches, and where they are exported as they are.</returns>
    public static JsonArray? BeforeMerging(ImageClassifier student, RunSettings settings, PackedImages images)
    {
        var export = settings.Recipe.Export;
        if (export.Branches == "keep" || !student.modules().OfType<BranchedBlock>().Any())
            return null;
        var branches = ExportStage.Export(student, settings with { Recipe = settings.Recipe with { Export = export with { Branches = "keep" } } }, images);
        return [.. ChannelRange.Of(GraphPreparation.Prepare(branches)).Select(Of)];
    }

    private static JsonObject Of(ChannelRange range) => new()
    {
        ["layer"] = range.Node,
        ["channels"] = range.Channels,
        ["channelMax"] = range.Max,
        ["channelMedian"] = range.Median,
        ["channelRatio"] = double.IsFinite(range.Ratio) ? Math.Round(range.Ratio, 3) : null,
    };
}
