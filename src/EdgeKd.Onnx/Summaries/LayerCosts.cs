namespace EdgeKd.Onnx;

/// <summary>Counts what the layers of a graph cost.</summary>
/// <remarks>
/// As for networks: an output value costs the products behind it. Convolution: input channels of a group times kernel area;
/// matrix product: the length that is summed over. Additions, norms and activations are not counted.
/// </remarks>
internal static class LayerCosts
{
    /// <summary>The layers of the main graph, in its order.</summary>
    public static IReadOnlyList<LayerSummary> Of(GraphProto graph, GraphShapes shapes)
    {
        var constants = Constants(graph);
        return
        [
            .. graph.Node.Where(node => WeightInput(node.OpType) is not null && node.Output.Count > 0).Select(node => new LayerSummary(
                node.Name.Length > 0 ? node.Name : node.Output[0],
                node.OpType,
                shapes.Of(node.Output[0]),
                node.Input.Distinct().Sum(name => constants.GetValueOrDefault(name)),
                Macs(node, shapes))),
        ];
    }

    // Which input holds the weights; the products of one output value are counted there.
    private static int? WeightInput(string opType) => opType switch
    {
        "Conv" or "ConvTranspose" or "ConvInteger" or "Gemm" or "MatMul" or "MatMulInteger" => 1,
        "QLinearConv" or "QLinearMatMul" => 3,
        _ => null,
    };

    private static long? Macs(NodeProto node, GraphShapes shapes)
    {
        var at = WeightInput(node.OpType)!.Value;
        if (node.Input.Count <= at || Known(shapes.Of(node.Output[0])) is not { } output || Known(shapes.Of(node.Input[0])) is not { } input
            || Known(shapes.Of(node.Input[at])) is not { } weight)
            return null;
        return node.OpType switch
        {
            // Each input value of a transposed convolution meets the whole kernel of its group.
            "ConvTranspose" => Product([.. input, .. weight[1..]]),
            "Conv" or "ConvInteger" or "QLinearConv" => Product([.. output, .. weight[1..]]),
            "Gemm" => input.Length == 2 ? Product([.. output, input[NodeAttributes.Int(node, "transA", 0) == 0 ? 1 : 0]]) : null,
            _ => input.Length > 0 ? Product([.. output, input[^1]]) : null,
        };
    }

    private static long[]? Known(IReadOnlyList<long>? shape) =>
        shape is { Count: > 0 } && shape.All(length => length >= 0) ? [.. shape] : null;

    private static long? Product(long[] factors)
    {
        UInt128 product = 1;
        foreach (var factor in factors)
        {
            product *= (ulong)factor;
            if (product > long.MaxValue)
                return null;
        }

        return (long)product;
    }

    // Elements of constants, and of what is only a constant dequantised.
    private static Dictionary<string, long> Constants(GraphProto graph)
    {
        var elements = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
            elements[tensor.Name] = tensor.Dims.Aggregate(1L, (product, length) => product * length);
        foreach (var node in graph.Node)
        {
            if (node.OpType == "DequantizeLinear" && node.Input.Count > 0 && node.Output.Count > 0 && elements.TryGetValue(node.Input[0], out var count))
                elements[node.Output[0]] = count;
        }

        return elements;
    }
}
