namespace EdgeKd.Onnx;

/// <summary>The output of a window that slides over an image: convolutions and pools.</summary>
internal static class WindowShape
{
    /// <summary>The output's shape; -1 where a length is not known, null where nothing is.</summary>
    /// <param name="node">Conv, MaxPool, AveragePool or one of their forms.</param>
    /// <param name="input">N×C×lengths.</param>
    /// <param name="weight">O×I×kernel; null for pools.</param>
    public static long[]? Of(NodeProto node, long[]? input, long[]? weight)
    {
        var kernel = weight is { Length: > 2 } ? weight[2..] : NodeAttributes.Ints(node, "kernel_shape")?.ToArray();
        if (input is not { Length: > 2 } || kernel is null || kernel.Length != input.Length - 2)
            return null;
        var (strides, dilations, pads) = (NodeAttributes.Ints(node, "strides"), NodeAttributes.Ints(node, "dilations"), NodeAttributes.Ints(node, "pads"));
        var automatic = NodeAttributes.Text(node, "auto_pad");
        var isCeiling = NodeAttributes.Int(node, "ceil_mode", 0) != 0;
        var output = new long[input.Length];
        (output[0], output[1]) = (input[0], weight is null ? input[1] : weight[0]);
        for (var axis = 0; axis < kernel.Length; axis++)
        {
            var padding = automatic == "VALID" ? 0 : (Int128)At(pads, axis, 0) + At(pads, axis + kernel.Length, 0);
            output[axis + 2] = Length(
                input[axis + 2], kernel[axis], At(strides, axis, 1), At(dilations, axis, 1), padding, isCeiling, automatic.StartsWith("SAME", StringComparison.Ordinal));
        }

        return output;
    }

    // floor((length + padding - dilation·(kernel - 1) - 1) / stride) + 1; with padding to the same size ceil(length / stride)
    private static long Length(long length, long kernel, long stride, long dilation, Int128 padding, bool isCeiling, bool isSame)
    {
        if (length < 0 || stride < 1)
            return GraphShapes.Unknown;
        var steps = length + padding - ((Int128)dilation * (kernel - 1)) - 1;
        var result = isSame ? ((Int128)length + stride - 1) / stride : ((steps + (isCeiling ? stride - 1 : 0)) / stride) + 1;
        return (steps < 0 && !isSame) || result < 0 || result > long.MaxValue ? GraphShapes.Unknown : (long)result;
    }

    private static long At(IReadOnlyList<long>? values, int index, long otherwise) => values is not null && index < values.Count ? values[index] : otherwise;
}
