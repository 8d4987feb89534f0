using EdgeKd.Data;

namespace EdgeKd.Onnx;

/// <summary>Writes what stands between a decoded image and the network: layout, resizing, cropping, normalising.</summary>
/// <remarks>
/// The steps, sizes and roundings are those of <see cref="ImageDecoder.ResizeAndCrop"/> and
/// <see cref="Preprocessing.ToModelInput"/>: the pixels stay bytes until they are normalised. An antialiased Resize of bytes
/// rounds after each of its two passes in ONNX Runtime, as Pillow and our loader do; its weights are float32, theirs float64, so
/// that a pixel may differ by one level.
/// </remarks>
internal static class PixelInput
{
    private const string Prefix = "preprocess";
    private const int Channels = 3;

    /// <summary>Writes the steps.</summary>
    /// <returns>float32 N×3×H×W, normalised.</returns>
    public static GraphValue Write(ExportOptions options, GraphWriter graph)
    {
        var resizing = options.Resizing!;
        var size = options.Height;
        var images = graph.Step($"{Prefix}.channels_first", "Transpose", [options.InputName], NodeAttribute.Ints("perm", 0, 3, 1, 2));

        // Height and width with the shorter one resized: h·s / min(h, w), truncated.
        var sides = graph.Step($"{Prefix}.sides", "Shape", [images], NodeAttribute.Int("start", 2), NodeAttribute.Int("end", 4));
        var shorter = graph.Step($"{Prefix}.shorter", "ReduceMin", [sides, Number("axis", 0)], NodeAttribute.Int("keepdims", 1));
        var scaled = graph.Step($"{Prefix}.scaled", "Mul", [sides, Number("shorter_side", resizing.ShorterSide)]);
        var resizedSides = graph.Step($"{Prefix}.resized_sides", "Div", [scaled, shorter]);
        // All four sizes: with a choice of axes, ONNX Runtime 1.29's layout optimizer loses the sizes on its way.
        var kept = graph.Step($"{Prefix}.kept", "Shape", [images], NodeAttribute.Int("start", 0), NodeAttribute.Int("end", 2));
        var sizes = graph.Step($"{Prefix}.sizes", "Concat", [kept, resizedSides], NodeAttribute.Int("axis", 0));
        var resized = graph.Step($"{Prefix}.resize", "Resize", [images, "", "", sizes], Resize(resizing.Interpolation));

        // Cut to the square of the shorter side and then to the input: two margins, each halved and rounded down.
        var margin = graph.Step($"{Prefix}.margin", "Sub", [resizedSides, Number("square", resizing.ShorterSide)]);
        var outer = graph.Step($"{Prefix}.outer", "Div", [margin, Number("two", 2)]);
        var start = graph.Step($"{Prefix}.start", "Add", [outer, Number("inner", (resizing.ShorterSide - size) / 2)]);
        var end = graph.Step($"{Prefix}.end", "Add", [start, Number("size", size)]);
        var cropped = graph.Step($"{Prefix}.crop", "Slice", [resized, start, end, graph.Constant($"{Prefix}.axes", [2, 3])]);

        var numbers = graph.Step($"{Prefix}.numbers", "Cast", [cropped], NodeAttribute.Int("to", (int)TensorProto.Types.DataType.Float));
        var unit = graph.Step($"{Prefix}.unit", "Div", [numbers, graph.Scalar(255)]);
        var centred = graph.Step($"{Prefix}.centred", "Sub", [unit, PerChannel("mean", options.Mean)]);
        var normalized = graph.Step($"{Prefix}.normalized", "Div", [centred, PerChannel("standard_deviation", options.StandardDeviation)]);
        return new GraphValue(normalized, [Channels, size, size]);

        string Number(string name, long value) => graph.Constant($"{Prefix}.{name}", [value]);

        string PerChannel(string name, IReadOnlyList<float> values) =>
            graph.Constant($"{Prefix}.{name}", (ReadOnlySpan<float>)[.. values], [1, Channels, 1, 1]);
    }

    private static AttributeProto[] Resize(Interpolation interpolation)
    {
        AttributeProto[] common =
        [
            NodeAttribute.Int("antialias", 1),
            NodeAttribute.String("coordinate_transformation_mode", "half_pixel"),
            NodeAttribute.Int("exclude_outside", 1),
        ];
        return interpolation == Interpolation.Bilinear
            ? [.. common, NodeAttribute.String("mode", "linear")]
            : [.. common, NodeAttribute.Float("cubic_coeff_a", -0.5), NodeAttribute.String("mode", "cubic")];
    }
}
