namespace EdgeKd.Onnx;

/// <summary>The weights of one layer in float32, dequantized where the file holds integers.</summary>
/// <param name="Layer">The name of its node; of a node without a name, that of its output.</param>
/// <param name="Operator">Conv, Gemm or MatMul.</param>
/// <param name="Values">The weights in row-major order.</param>
/// <param name="Shape">Their shape.</param>
/// <param name="Axis">The dimension of the output channels.</param>
public sealed record LayerWeight(string Layer, string Operator, float[] Values, IReadOnlyList<long> Shape, int Axis)
{
    /// <summary>Output channels.</summary>
    public int Channels => (int)Shape[Axis];

    /// <summary>Every layer Conv, Gemm and MatMul of a model that has constant weights, in the order of the graph.</summary>
    public static IReadOnlyList<LayerWeight> Of(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var links = new GraphLinks(model.Graph);
        List<LayerWeight> layers = [];
        foreach (var node in model.Graph.Node.Where(node => node is { OpType: "Conv" or "Gemm" or "MatMul", Input.Count: > 1 }))
        {
            var axis = OperatorRules.OutputAxis(node);
            if (Read(links, node.Input[1]) is not { } weight || weight.Shape.Count <= axis || weight.Values.Length == 0)
                continue;
            layers.Add(new LayerWeight(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "", node.OpType, weight.Values, weight.Shape, axis));
        }

        return layers;
    }

    /// <summary>The output channel that a weight belongs to.</summary>
    /// <param name="index">Its place in <see cref="Values"/>.</param>
    public int ChannelOf(int index) => index / Inner % Channels;

    private int Inner => (int)Shape.Skip(Axis + 1).Aggregate(1L, (product, length) => product * length);

    private static (float[] Values, IReadOnlyList<long> Shape)? Read(GraphLinks links, string name)
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
