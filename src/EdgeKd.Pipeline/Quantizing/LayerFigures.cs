using System.Text.Json.Nodes;
using EdgeKd.Onnx;

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
            .. WeightRanges.Of(result.Trials.Prepared).Select(range =>
            {
                var figures = Of(range);
                figures["float"] = !ratios.ContainsKey(range.Name) || result.Options.FloatNodes.Contains(range.Name);
                figures["sqnrDb"] = ratios.TryGetValue(range.Name, out var ratio) && double.IsFinite(ratio) ? Math.Round(ratio, 2) : null;
                return figures;
            }),
        ];
    }

    private static JsonObject Of(WeightRange range) => new()
    {
        ["layer"] = range.Name,
        ["channels"] = range.Channels,
        ["channelMax"] = range.MaxAbsolute,
        ["channelMedian"] = range.MedianAbsolute,
        ["channelRatio"] = range.Ratio is { } ratio ? Math.Round(ratio, 3) : null,
    };
}
