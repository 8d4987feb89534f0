namespace EdgeKd.Onnx;

/// <summary>How ONNX Runtime runs an operator on integers.</summary>
internal enum IntegerForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A product with a weight and perhaps a bias.</summary>
    Product,

    /// <summary>Arithmetic on values that are dequantized and quantized inside of one operator.</summary>
    Arithmetic,

    /// <summary>Values only move: the operator itself runs on the integers.</summary>
    Moving,
}

/// <summary>The operators that ONNX Runtime's CPU provider runs on integers between DequantizeLinear and QuantizeLinear.</summary>
internal static class IntegerForms
{
    /// <summary>The form of an operator; ONNX Runtime's core/optimizer/qdq_transformer/selectors_actions/qdq_selector_action_transformer.cc.</summary>
    public static IntegerForm Of(string operatorName) => operatorName switch
    {
        "Conv" or "Gemm" or "MatMul" => IntegerForm.Product,
        "Add" or "Mul" or "GlobalAveragePool" or "AveragePool" or "Sigmoid" or "LeakyRelu" or "Softmax" or "Concat" or "Where" => IntegerForm.Arithmetic,
        "Split" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose" or "Slice" or "Gather" or "Expand" or "Tile" or "DepthToSpace"
            or "MaxPool" or "ReduceMax" or "ReduceMin" or "Resize" or "Identity" or "Dropout" => IntegerForm.Moving,
        _ => IntegerForm.None,
    };

    /// <summary>The positions of a node's inputs that hold values; the others are shapes, axes and conditions.</summary>
    public static IEnumerable<int> ValueInputs(NodeProto node) => Of(node.OpType) switch
    {
        IntegerForm.Moving => [0],
        _ when node.OpType == "Where" => [1, 2],
        _ => Enumerable.Range(0, node.Input.Count).Where(i => node.Input[i].Length > 0),
    };

    /// <summary>What to do about an operator that has none.</summary>
    public static string Remedy(string operatorName) => operatorName switch
    {
        "HardSwish" or "HardSigmoid" => "train the network with ReLU6 or ReLU in its place (squeeze and excitation with Sigmoid), or accept the island",
        "ReduceMean" => "export the mean over height and width as GlobalAveragePool",
        "BatchNormalization" => "fold it into the convolution before it",
        "Relu" or "Clip" => "put it directly behind a Conv, Gemm or Add, without QuantizeLinear between, where the range makes it superfluous",
        "Pad" => "let the convolution or pool behind it pad",
        "PRelu" or "Elu" or "Celu" => "train the network with LeakyRelu or ReLU in its place, or accept the island",
        "Sub" => "write it as Add of the negated constant",
        "Div" => "write it as Mul with the reciprocal constant",
        _ => "replace it by an operator that has one, or leave conversions away between it and its float neighbours so that there is one island instead of several",
    };
}
