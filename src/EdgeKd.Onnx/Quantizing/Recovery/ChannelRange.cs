namespace EdgeKd.Onnx;

/// <summary>How unequal the output channels of a layer's weights are: what a step a tensor would lose, and what merging branches
/// or batch normalisations into a convolution makes worse.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Median">Median over the channels of the largest absolute weight.</param>
/// <param name="Max">The largest absolute weight of all.</param>
public sealed record ChannelRange(string Node, int Channels, double Median, double Max)
{
    /// <summary>Max / median; 1 where all channels are alike, infinite where most are zero.</summary>
    public double Ratio => Max == 0 ? 1 : Max / Median;

    /// <summary>The ranges of all Conv, Gemm and MatMul nodes with constant weights, in the graph's order.</summary>
    /// <param name="model">A float model; batch normalisations that are not folded yet are not counted in.</param>
    public static IReadOnlyList<ChannelRange> Of(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var links = new GraphLinks(model.Graph);
        return
        [
            .. from node in model.Graph.Node
               where node.OpType is "Conv" or "Gemm" or "MatMul"
               let weight = links.Constant(node, 1)
               where ConstantTensor.IsFloat(weight) && weight.Dims.Count >= 2
               select Of(node.Name, weight, OperatorRules.OutputAxis(node)),
        ];
    }

    private static ChannelRange Of(string node, TensorProto weight, int axis)
    {
        var (values, channels) = (ConstantTensor.Floats(weight), (int)weight.Dims[axis]);
        var inner = (int)weight.Dims.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        var largest = new double[channels];
        for (var i = 0; i < values.Length; i++)
            largest[i / inner % channels] = Math.Max(largest[i / inner % channels], Math.Abs(values[i]));
        Array.Sort(largest);
        return new(node, channels, (largest[(channels - 1) / 2] + largest[channels / 2]) / 2, largest[^1]);
    }
}
