using EdgeKd.Models.Blocks;
using TorchSharp.Modules;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes the branch, then its sum with the input, or both side by side, and the activation.</summary>
internal sealed class ShuffleNetV1UnitWriter : ModuleWriter<ShuffleNetV1Unit>
{
    protected override GraphValue Write(ShuffleNetV1Unit module, GraphValue input, GraphWriter graph)
    {
        var value = graph.Write("shuffle", module.Shuffle, graph.Write("reduce", module.Reduce, input));
        value = graph.Write("expand", module.Expand, graph.Write("depthwise", module.Depthwise, value));
        value = module.Pool is null
            ? Residual.Add(value, input, graph)
            : Channels.SideBySide([value, graph.Write("pool", module.Pool, input)], graph);
        return graph.Write("act", module.Activation, value);
    }
}

/// <summary>Writes both ways, side by side, and the shuffle.</summary>
internal sealed class ShuffleNetV2UnitWriter : ModuleWriter<ShuffleNetV2Unit>
{
    protected override GraphValue Write(ShuffleNetV2Unit module, GraphValue input, GraphWriter graph)
    {
        var (left, right) = (input, input);
        if (module.Splits)
        {
            var half = (input.Shape[0] + 1) / 2;
            left = Channels.Range(0, half, "left", input, graph);
            right = Channels.Range(half, input.Shape[0], "right", input, graph);
        }

        foreach (var part in module.Left)
            left = graph.Write("left", part, left);
        foreach (var part in module.Right)
            right = graph.Write("right", part, right);
        return graph.Write("shuffle", module.Shuffle, Channels.SideBySide([left, right], graph));
    }
}

/// <summary>Writes ChannelShuffle: the channels as rows of groups, turned, and joined again.</summary>
internal sealed class ChannelShuffleWriter : ModuleWriter<ChannelShuffle>
{
    protected override GraphValue Write(ChannelShuffle module, GraphValue input, GraphWriter graph)
    {
        if (input.Shape.Count != 3 || input.Shape[0] % module.groups != 0)
            throw graph.Fault($"{input.ShapeText} cannot be shuffled in {module.groups} groups; give N×C×H×W with groups that divide C.");
        if (module.groups == 1)
            return input;
        var (columns, height, width) = (input.Shape[0] / module.groups, input.Shape[1], input.Shape[2]);
        // 0 keeps the batch as it comes.
        long[] rows = [module.groups, columns, height, width];
        var value = graph.Node("Reshape", [input.Name, graph.Constant("rows", [0, .. rows])], rows, part: "rows");
        value = graph.Node("Transpose", [value.Name], [columns, module.groups, height, width], [NodeAttribute.Ints("perm", [0, 2, 1, 3, 4])], "turn");
        return graph.Node("Reshape", [value.Name, graph.Constant("joined", [0, .. input.Shape])], input.Shape, part: "join");
    }
}

/// <summary>Channels taken out of a map, and maps put side by side.</summary>
internal static class Channels
{
    private const long ChannelAxis = 1;

    public static GraphValue Range(long start, long end, string part, GraphValue input, GraphWriter graph) => graph.Node(
        "Slice",
        [
            input.Name, graph.Constant($"{part}.start", [start]), graph.Constant($"{part}.end", [end]), graph.Constant($"{part}.axis", [ChannelAxis]),
        ],
        [end - start, .. input.Shape.Skip(1)],
        part: part);

    public static GraphValue SideBySide(IReadOnlyList<GraphValue> maps, GraphWriter graph)
    {
        var others = maps[0].Shape.Skip(1).ToArray();
        if (maps.FirstOrDefault(map => !map.Shape.Skip(1).SequenceEqual(others)) is { } odd)
            throw graph.Fault($"its branches give {maps[0].ShapeText} and {odd.ShapeText}; their channels cannot be put side by side.");
        return graph.Node("Concat", maps.Select(map => map.Name), [maps.Sum(map => map.Shape[0]), .. others], [NodeAttribute.Int("axis", ChannelAxis)], "concat");
    }
}
