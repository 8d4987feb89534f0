namespace EdgeKd.Onnx;

/// <summary>Measures the weights of a model's layers by output channel.</summary>
public static class WeightRanges
{
    /// <summary>The layers Conv, Gemm and MatMul with constant weights, float32 or dequantized, in the order of the graph.</summary>
    public static IReadOnlyList<WeightRange> Of(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var links = new GraphLinks(model.Graph);
        List<WeightRange> ranges = [];
        foreach (var node in model.Graph.Node.Where(node => node is { OpType: "Conv" or "Gemm" or "MatMul", Input.Count: > 1 }))
        {
            var axis = OperatorRules.OutputAxis(node);
            if (Values(links, node.Input[1]) is { } weight && weight.Shape.Count > axis && weight.Values.Length > 0)
                ranges.Add(WeightRange.Of(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "", node.OpType, Channels(weight.Values, weight.Shape, axis)));
        }

        return ranges;
    }

    private static float[] Channels(float[] values, IReadOnlyList<long> shape, int axis)
    {
        var largest = new float[shape[axis]];
        var inner = (int)shape.Skip(axis + 1).Aggregate(1L, (product, length) => product * length);
        for (var i = 0; i < values.Length; i++)
        {
            ref var channel = ref largest[i / inner % largest.Length];
            channel = Math.Max(channel, Math.Abs(values[i]));
        }

        return largest;
    }

    private static (float[] Values, IReadOnlyList<long> Shape)? Values(GraphLinks links, string name)
    {
        if (links.Constant(name) is { } constant)
            return ConstantTensor.IsFloat(constant) ? (ConstantTensor.Floats(constant), constant.Dims) : null;
        if (links.Producer(name) is not { OpType: "DequantizeLinear" } dequantize || links.Constant(dequantize, 0) is not { } integers
            || ConstantTensor.Integers(integers) is not { } values || !ConstantTensor.IsFloat(links.Constant(dequantize, 1)))
            return null;
        var scales = ConstantTensor.Floats(links.Constant(dequantize, 1)!);
        var zeroPoints = links.Constant(dequantize, 2) is { } zero ? ConstantTensor.Integers(zero) : null;
        var axis = (int)NodeAttributes.Int(dequantize, "axis", 1);
        axis = axis < 0 ? axis + integers.Dims.Count : axis;
        if (scales.Length != 1 && (axis < 0 || axis >= integers.Dims.Count || integers.Dims[axis] != scales.Length || values.Length == 0))
            return null;
        var inner = scales.Length == 1 ? 1 : (int)integers.Dims.Skip(axis + 1).Aggregate(1L, (product, length) => product * length);
        return ([.. values.Select((value, i) => (value - At(zeroPoints, i / inner)) * scales[i / inner % scales.Length])], integers.Dims);

        static long At(long[]? values, int index) => values is { Length: > 0 } ? values[index % values.Length] : 0;
    }
}
