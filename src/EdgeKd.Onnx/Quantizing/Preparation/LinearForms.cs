namespace EdgeKd.Onnx.Preparation;

/// <summary>Brings linear layers into the one form that quantization knows: Gemm with α = β = 1 and one bias an output.</summary>
internal static class LinearForms
{
    /// <summary>MatMul of a matrix with the Add behind it becomes Gemm; the factors of a Gemm go into its constants.</summary>
    public static void Apply(GraphProto graph)
    {
        var editor = new GraphEditor(graph);
        var shapes = GraphShapes.Infer(graph);
        foreach (var node in graph.Node)
        {
            if (node.OpType == "MatMul" && shapes.Of(node.Input[0])?.Count == 2 && editor.Constant(node, 1) is { Dims.Count: 2 } weight
                && editor.OnlyConsumer(node.Output[0]) is { OpType: "Add" } add)
                Join(node, add, weight, editor);
            if (node.OpType == "Gemm")
                Normalize(node, editor);
        }

        editor.Apply();
    }

    private static void Join(NodeProto product, NodeProto add, TensorProto weight, GraphEditor editor)
    {
        var bias = add.Input.FirstOrDefault(input => input != product.Output[0]);
        if (bias is null || !ConstantTensor.IsFloat(editor.Constant(bias)) || !ConstantTensor.IsFloat(weight) || !IsRow(editor.Constant(bias)!, weight.Dims[1]))
            return;
        product.OpType = "Gemm";
        product.Input.Add(bias);
        editor.TakeOver(product, add);
    }

    private static void Normalize(NodeProto node, GraphEditor editor)
    {
        var (alpha, beta) = (Factor(node, "alpha"), Factor(node, "beta"));
        if (editor.Constant(node, 1) is not { Dims.Count: 2 } weight || !ConstantTensor.IsFloat(weight))
            return;
        var outputs = weight.Dims[NodeAttributes.Int(node, "transB", 0) == 0 ? 1 : 0];
        var hasBias = node.Input.Count > 2 && node.Input[2].Length > 0;
        var bias = editor.Constant(node, 2);
        if (hasBias && (!ConstantTensor.IsFloat(bias) || !IsRow(bias!, outputs)))
            return;
        if (alpha != 1)
            Replace(1, weight.Dims, [.. ConstantTensor.Floats(weight).Select(value => value * alpha)]);
        if (hasBias && (beta != 1 || bias!.Dims is not [var length] || length != outputs))
        {
            var values = ConstantTensor.Floats(bias!);
            Replace(2, [outputs], [.. Enumerable.Range(0, (int)outputs).Select(i => values[values.Length == 1 ? 0 : i] * beta)]);
        }

        GraphEditor.Keep(node.Attribute, attribute => attribute.Name is not ("alpha" or "beta"));

        void Replace(int input, IEnumerable<long> shape, float[] values) =>
            node.Input[input] = editor.Add(ConstantTensor.Create<float>($"{node.Input[input]}.scaled", values, shape));
    }

    private static float Factor(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name) is { HasF: true } found ? found.F : 1;

    // One value an output, or one for all.
    private static bool IsRow(TensorProto constant, long outputs) =>
        constant.Dims.Count <= 2 && constant.Dims.SkipLast(1).All(length => length == 1) && (constant.Dims.Count == 0 || constant.Dims[^1] == 1 || constant.Dims[^1] == outputs);
}
