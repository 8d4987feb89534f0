namespace EdgeKd.Onnx.Writers;

/// <summary>A window that slides over height and width, as convolutions and poolings have it.</summary>
/// <param name="Kernel">Height and width.</param>
/// <param name="Stride">Steps.</param>
/// <param name="Dilation">Distance of neighbouring elements.</param>
/// <param name="Pads">Padding: top, left, bottom, right.</param>
internal sealed record SlidingWindow(long[] Kernel, long[] Stride, long[] Dilation, long[] Pads)
{
    public bool HasPadding => Pads.Any(p => p != 0);

    /// <summary>One or two numbers as two; the fallback where there are none.</summary>
    public static long[] Pair(long[]? values, long fallback) => values switch
    {
        null or [] => [fallback, fallback],
        [var both] => [both, both],
        _ => [values[0], values[1]],
    };

    /// <summary>Height and width of the output: ⌊(in + pads − dilation·(kernel − 1) − 1) / stride⌋ + 1.</summary>
    public (long Height, long Width) OutputOf(GraphValue input, GraphWriter graph)
    {
        var (height, width) = (Output(input, 0), Output(input, 1));
        if (height < 1 || width < 1)
            throw graph.Fault($"the window of {Kernel[0]}×{Kernel[1]} does not fit into {input.ShapeText}; use larger images.");
        return (height, width);
    }

    /// <summary>The same window with enough padding at the end that the last, incomplete windows count too.</summary>
    /// <remarks>PyTorch's ceil mode: a window counts when it starts inside the input or its padding at the front.</remarks>
    public SlidingWindow WithCeiling(GraphValue input)
    {
        var pads = (long[])Pads.Clone();
        for (var axis = 0; axis < 2; axis++)
        {
            var (size, stride) = (input.Shape[1 + axis], Stride[axis]);
            var covered = size + Pads[axis] + Pads[axis + 2] - Extent(axis);
            if (covered < 0)
                continue;
            var last = (covered + stride - 1) / stride;
            if (last * stride >= size + Pads[axis])
                last--;
            pads[axis + 2] = Math.Max(Pads[axis + 2], last * stride + Extent(axis) - size - Pads[axis]);
        }

        return this with { Pads = pads };
    }

    /// <summary>How many elements of the input and this window's own padding each of the output's windows covers along an axis.</summary>
    public long[] CountsAlong(int axis, long outputs, GraphValue input)
    {
        var end = input.Shape[1 + axis] + Pads[axis] + Pads[axis + 2];
        return [.. Enumerable.Range(0, (int)outputs).Select(i => Math.Min(Kernel[axis], end - i * Stride[axis]))];
    }

    private long Output(GraphValue input, int axis)
    {
        var room = input.Shape[1 + axis] + Pads[axis] + Pads[axis + 2] - Extent(axis);
        return room < 0 ? 0 : room / Stride[axis] + 1;
    }

    private long Extent(int axis) => Dilation[axis] * (Kernel[axis] - 1) + 1;
}
