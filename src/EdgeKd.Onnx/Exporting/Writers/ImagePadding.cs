using TorchSharp;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes padding with other values than zero.</summary>
internal static class ImagePadding
{
    private const int Height = 2;

    /// <summary>Pads N×C×H×W.</summary>
    /// <param name="mode">What stands outside.</param>
    /// <param name="pads">Top, left, bottom, right.</param>
    /// <param name="input">The images.</param>
    /// <param name="graph">Takes the nodes.</param>
    public static GraphValue Write(PaddingModes mode, long[] pads, GraphValue input, GraphWriter graph)
    {
        // A mirror leaves the edge itself out; the other side of the image can be repeated once.
        var room = mode == PaddingModes.Reflect ? -1 : 0;
        for (var i = 0; i < pads.Length && mode != PaddingModes.Replicate; i++)
        {
            if (pads[i] > input.Shape[1 + i % 2] + room)
                throw graph.Fault($"padding {input.ShapeText} by {pads[i]} with {mode} needs larger images.");
        }

        return mode switch
        {
            PaddingModes.Reflect => Pad("reflect", pads, input, graph),
            PaddingModes.Replicate => Pad("edge", pads, input, graph),
            PaddingModes.Circular => Wrap(1, pads, Wrap(0, pads, input, graph), graph),
            _ => throw graph.Fault($"padding with {mode} cannot be written; use {PaddingModes.Zeros}."),
        };
    }

    private static GraphValue Pad(string mode, long[] pads, GraphValue input, GraphWriter graph) => graph.Node(
        "Pad",
        [input.Name, graph.Constant("pads", [0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]])],
        [input.Shape[0], input.Shape[1] + pads[0] + pads[2], input.Shape[2] + pads[1] + pads[3]],
        [NodeAttribute.String("mode", mode)],
        "pad");

    // Pad learned to wrap in operator set 19; slices do it in all of them.
    private static GraphValue Wrap(int axis, long[] pads, GraphValue input, GraphWriter graph)
    {
        var (size, before, after) = (input.Shape[1 + axis], pads[axis], pads[axis + 2]);
        List<string> parts = [input.Name];
        if (before > 0)
            parts.Insert(0, Slice(size - before, size));
        if (after > 0)
            parts.Add(Slice(0, after));
        return parts.Count == 1 ? input : graph.Node("Concat", parts, Shape(size + before + after), [NodeAttribute.Int("axis", Height + axis)], "wrap");

        string Slice(long start, long end) => graph.Node(
            "Slice",
            [input.Name, graph.Constant("start", [start]), graph.Constant("end", [end]), graph.Constant("axis", [Height + axis])],
            Shape(end - start),
            part: "slice").Name;

        long[] Shape(long length) => axis == 0 ? [input.Shape[0], length, input.Shape[2]] : [input.Shape[0], input.Shape[1], length];
    }
}
