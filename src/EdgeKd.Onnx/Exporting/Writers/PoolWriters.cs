using TorchSharp.Modules;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes MaxPool2d; ceil mode as padding at the end, which max pooling never sees.</summary>
internal sealed class MaxPoolWriter : ModuleWriter<MaxPool2d>
{
    protected override GraphValue Write(MaxPool2d module, GraphValue input, GraphWriter graph)
    {
        Pooling.RequireImages(input, graph);
        var window = Pooling.Window(module.kernel_size, module.stride, module.padding, module.dilation);
        if (module.ceil_mode)
            window = window.WithCeiling(input);
        var (height, width) = window.OutputOf(input, graph);
        return graph.Node("MaxPool", [input.Name], [input.Shape[0], height, width],
        [
            NodeAttribute.Ints("dilations", window.Dilation),
            NodeAttribute.Ints("kernel_shape", window.Kernel),
            NodeAttribute.Ints("pads", window.Pads),
            NodeAttribute.Ints("strides", window.Stride),
        ]);
    }
}

/// <summary>Writes AvgPool2d; where a window is divided by another count than its size, with a factor behind it.</summary>
internal sealed class AveragePoolWriter : ModuleWriter<AvgPool2d>
{
    protected override GraphValue Write(AvgPool2d module, GraphValue input, GraphWriter graph)
    {
        Pooling.RequireImages(input, graph);
        var plain = Pooling.Window(module.kernel_size, module.stride, module.padding, null);
        var window = module.ceil_mode ? plain.WithCeiling(input) : plain;
        var (height, width) = window.OutputOf(input, graph);
        var area = (double)(window.Kernel[0] * window.Kernel[1]);
        if (module.divisor_override is { } divisor)
        {
            var mean = Pooling.WriteAverage(window, true, input, height, width, graph, "mean");
            return graph.Node("Mul", [mean.Name, graph.Scalar((float)(area / divisor))], mean.Shape);
        }

        // The padding that ceil mode adds never counts; the module's own does where it says so.
        var (rows, columns) = (plain.CountsAlong(0, height, input), plain.CountsAlong(1, width, input));
        if (!module.count_include_pad || (rows.All(n => n == window.Kernel[0]) && columns.All(n => n == window.Kernel[1])))
            return Pooling.WriteAverage(window, module.count_include_pad, input, height, width, graph);
        float[] factors = [.. rows.SelectMany(r => columns.Select(c => (float)(area / (r * c))))];
        var whole = Pooling.WriteAverage(window, true, input, height, width, graph, "mean");
        return graph.Node("Mul", [whole.Name, graph.Constant("factor", factors, [1, 1, height, width])], whole.Shape);
    }
}

/// <summary>Writes AdaptiveAvgPool2d: to 1×1 as GlobalAveragePool, else as an average pooling where the sizes divide.</summary>
internal sealed class AdaptiveAveragePoolWriter : ModuleWriter<AdaptiveAvgPool2d>
{
    protected override GraphValue Write(AdaptiveAvgPool2d module, GraphValue input, GraphWriter graph)
    {
        var (target, size) = Pooling.AdaptiveWindow(module.output_size, input, graph);
        return target is [1, 1]
            ? graph.Node("GlobalAveragePool", [input.Name], [input.Shape[0], 1, 1])
            : Pooling.WriteAverage(new SlidingWindow(size, size, [1, 1], [0, 0, 0, 0]), false, input, target[0], target[1], graph);
    }
}

/// <summary>Writes AdaptiveMaxPool2d: to 1×1 as GlobalMaxPool, else as a max pooling where the sizes divide.</summary>
internal sealed class AdaptiveMaxPoolWriter : ModuleWriter<AdaptiveMaxPool2d>
{
    protected override GraphValue Write(AdaptiveMaxPool2d module, GraphValue input, GraphWriter graph)
    {
        var (target, size) = Pooling.AdaptiveWindow(module.output_size, input, graph);
        return target is [1, 1]
            ? graph.Node("GlobalMaxPool", [input.Name], [input.Shape[0], 1, 1])
            : graph.Node("MaxPool", [input.Name], [input.Shape[0], .. target],
                [NodeAttribute.Ints("kernel_shape", size), NodeAttribute.Ints("strides", size)]);
    }
}

/// <summary>What the poolings share.</summary>
internal static class Pooling
{
    public static void RequireImages(GraphValue input, GraphWriter graph)
    {
        if (input.Shape.Count != 3)
            throw graph.Fault($"the pooling takes N×C×H×W and gets {input.ShapeText}.");
    }

    /// <summary>The window of a pooling: its stride is its kernel where none is given.</summary>
    public static SlidingWindow Window(long[] kernelSize, long[]? stride, long[]? padding, long[]? dilation)
    {
        var kernel = SlidingWindow.Pair(kernelSize, 1);
        var pads = SlidingWindow.Pair(padding, 0);
        return new SlidingWindow(kernel, stride is null or [] ? kernel : SlidingWindow.Pair(stride, 1), SlidingWindow.Pair(dilation, 1), [.. pads, .. pads]);
    }

    /// <summary>The target size of an adaptive pooling, and the window that gives it.</summary>
    public static (long[] Target, long[] Size) AdaptiveWindow(long[] outputSize, GraphValue input, GraphWriter graph)
    {
        RequireImages(input, graph);
        var target = SlidingWindow.Pair(outputSize, 1);
        var (height, width) = (input.Shape[1], input.Shape[2]);
        if (target[0] < 1 || target[1] < 1 || height % target[0] != 0 || width % target[1] != 0)
            throw graph.Fault($"an adaptive pooling of {input.ShapeText} to {target[0]}×{target[1]} has windows of different sizes, which cannot be written; choose a divisor.");
        return (target, [height / target[0], width / target[1]]);
    }

    public static GraphValue WriteAverage(SlidingWindow window, bool countPadding, GraphValue input, long height, long width, GraphWriter graph, string? part = null) =>
        graph.Node("AveragePool", [input.Name], [input.Shape[0], height, width],
        [
            NodeAttribute.Int("count_include_pad", countPadding ? 1 : 0),
            NodeAttribute.Ints("kernel_shape", window.Kernel),
            NodeAttribute.Ints("pads", window.Pads),
            NodeAttribute.Ints("strides", window.Stride),
        ], part);
}
