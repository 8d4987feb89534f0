namespace EdgeKd.Onnx;

/// <summary>Which operators quantize, by the patterns that ONNX Runtime's CPU provider joins to integer kernels.</summary>
/// <remarks>From its core/optimizer/qdq_transformer/selectors_actions/qdq_selector_action_transformer.cc.</remarks>
internal static class OperatorRules
{
    /// <summary>What can become of a node, whoever reads its output.</summary>
    /// <param name="node">The node.</param>
    /// <param name="links">Its graph's constants.</param>
    /// <param name="types">Its graph's types.</param>
    public static NodeRole RoleOf(NodeProto node, GraphLinks links, ElementTypes types)
    {
        if (node.Domain is not ("" or "ai.onnx") || node.Input.Count == 0)
            return NodeRole.Float;
        return node.OpType switch
        {
            "Conv" => IsActivation(0) && IsLayer(3, 0) ? NodeRole.Quantized : NodeRole.Float,
            "Gemm" => IsActivation(0) && IsPlainGemm(node) && IsLayer(2, OutputAxis(node)) ? NodeRole.Quantized : NodeRole.Float,
            "MatMul" => IsActivation(0) && (IsActivation(1) || IsLayer(2, OutputAxis(node))) ? NodeRole.Quantized : NodeRole.Float,
            "Add" or "Mul" or "Concat" => node.Input.All(IsOperand) && Enumerable.Range(0, node.Input.Count).Any(IsActivation)
                ? NodeRole.Quantized : NodeRole.Float,
            "GlobalAveragePool" or "LeakyRelu" or "Sigmoid" or "Softmax" => IsActivation(0) ? NodeRole.Quantized : NodeRole.Float,
            "AveragePool" => IsActivation(0) && NodeAttributes.Ints(node, "dilations")?.All(step => step == 1) != false ? NodeRole.Quantized : NodeRole.Float,
            "MaxPool" or "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" or "Transpose" or "Slice" or "Split" or "Gather" or "Expand" or "Tile" =>
                IsActivation(0) && (node.OpType != "MaxPool" || node.Output.Count == 1) ? NodeRole.Moving : NodeRole.Float,
            "Relu" or "Clip" => IsActivation(0) && Bounds(node, links) is { Min: <= 0, Max: >= 0 } ? NodeRole.Absorbed : NodeRole.Float,
            _ => NodeRole.Float,
        };

        bool IsActivation(int input) => types.IsFloat(node.Input[input]) && links.Constant(node.Input[input]) is null;

        bool IsOperand(string input) => types.IsFloat(input) && links.Constant(input)?.Dims.Any(length => length < 1) != true;

        // A constant weight, and a constant bias of one value an output channel or none.
        bool IsLayer(int leastRank, int axis)
        {
            if (links.Constant(node, 1) is not { } weight || !ConstantTensor.IsFloat(weight) || weight.Dims.Count < leastRank || weight.Dims.Any(length => length < 1))
                return false;
            return !HasBias(node) || (ConstantTensor.IsFloat(links.Constant(node, 2)) && links.Constant(node, 2)!.Dims is [var length] && length == weight.Dims[axis]);
        }
    }

    /// <summary>The dimension of a weight that counts the output channels of Conv, Gemm or MatMul.</summary>
    public static int OutputAxis(NodeProto node) => node.OpType switch
    {
        "Conv" => 0,
        "Gemm" => NodeAttributes.Int(node, "transB", 0) == 0 ? 1 : 0,
        _ => 1,
    };

    /// <summary>The channels that a layer with a constant weight reads; null for other nodes.</summary>
    public static int? InputChannels(NodeProto node, GraphLinks links)
    {
        if (links.Constant(node, 1) is not { Dims.Count: >= 2 } weight || !ConstantTensor.IsFloat(weight))
            return null;
        return node.OpType switch
        {
            "Conv" when NodeAttributes.Int(node, "group", 1) is >= 1 and var groups && groups <= weight.Dims[0] => checked((int)(weight.Dims[1] * groups)),
            "ConvTranspose" => (int)weight.Dims[0],
            "Gemm" when NodeAttributes.Int(node, "transA", 0) == 0 => (int)weight.Dims[1 - OutputAxis(node)],
            _ => null,
        };
    }

    /// <summary>Whether a node is a fully connected layer, or a product of two activations.</summary>
    public static bool IsLinear(NodeProto node) => node.OpType is "Gemm" or "MatMul";

    /// <summary>Whether a layer has a bias.</summary>
    public static bool HasBias(NodeProto node) => node.Input.Count > 2 && node.Input[2].Length > 0;

    /// <summary>The values that a Relu or Clip lets through; null for other nodes and for bounds that are computed.</summary>
    public static (float Min, float Max)? Bounds(NodeProto node, GraphLinks links)
    {
        if (node.OpType == "Relu")
            return (0, float.PositiveInfinity);
        return node.OpType == "Clip" && Bound(1, float.NegativeInfinity) is { } min && Bound(2, float.PositiveInfinity) is { } max ? (min, max) : null;

        float? Bound(int input, float otherwise) =>
            node.Input.Count <= input || node.Input[input].Length == 0 ? otherwise : ConstantTensor.Scalar(links.Constant(node, input));
    }

    private static bool IsPlainGemm(NodeProto node) =>
        NodeAttributes.Int(node, "transA", 0) == 0 && !node.Attribute.Any(attribute => attribute.Name is "alpha" or "beta" && attribute.F != 1);
}
