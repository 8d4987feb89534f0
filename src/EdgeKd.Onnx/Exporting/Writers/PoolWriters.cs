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

/// <summary>Writes AvgPool2d.</summary>
internal sealed class AveragePoolWriter : ModuleWriter<AvgPool2d>
{
    protected override GraphValue Write(AvgPool2d module, GraphValue input, GraphWriter graph)
    {
        Pooling.RequireImages(input, graph);
        if (module.divisor_override is not null)
            throw graph.Fault("an average pooling with a divisor of its own cannot be written; leave divisor_override out.");
        var window = Pooling.Window(module.kernel_size, module.stride, module.padding, null);
        var (height, width) = window.OutputOf(input, graph);
        // Networks and ONNX divide an incomplete last window by different counts.
        if (module.ceil_mode && window.WithCeiling(input).OutputOf(input, graph) != (height, width))
            throw graph.Fault($"an average pooling in ceil mode over {input.ShapeText} has incomplete windows, which cannot be written; use ceil_mode false.");
        return Pooling.WriteAverage(window, module.count_include_pad, input, height, width, graph);
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

    public static GraphValue WriteAverage(SlidingWindow window, bool countPadding, GraphValue input, long height, long width, GraphWriter graph) =>
        graph.Node("AveragePool", [input.Name], [input.Shape[0], height, width],
        [
            NodeAttribute.Int("count_include_pad", countPadding ? 1 : 0),
            NodeAttribute.Ints("kernel_shape", window.Kernel),
            NodeAttribute.Ints("pads", window.Pads),
            NodeAttribute.Ints("strides", window.Stride),
        ]);
}
