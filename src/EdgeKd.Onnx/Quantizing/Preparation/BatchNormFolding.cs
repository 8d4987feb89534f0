namespace EdgeKd.Onnx.Preparation;

/// <summary>Puts a batch normalisation into the Conv or Gemm before it; one that stands alone becomes a depthwise 1×1 Conv.</summary>
/// <remarks>W' = W·γ/√(σ² + ε) and b' = (b − μ)·γ/√(σ² + ε) + β for each output channel, computed in float64. No runtime has an
/// integer kernel for BatchNormalization itself, which networks that normalise before their activations are full of.</remarks>
internal static class BatchNormFolding
{
    private const float DefaultEpsilon = 1e-5f;

    /// <summary>Folds where nothing else reads what the layer computes; the layer takes over the normalisation's output.</summary>
    public static void Apply(GraphProto graph)
    {
        var editor = new GraphEditor(graph);
        var shapes = GraphShapes.Infer(graph);
        foreach (var norm in graph.Node.Where(node => node.OpType == "BatchNormalization"))
        {
            if (norm.Output.Count != 1 || NodeAttributes.Int(norm, "training_mode", 0) != 0 || Parameters(norm, editor) is not { } parameters)
                continue;
            if (editor.Producer(norm.Input[0]) is { OpType: "Conv" or "Gemm" } layer && editor.OnlyConsumer(norm.Input[0]) == norm
                && Fold(layer, parameters, editor))
                editor.TakeOver(layer, norm);
            else if (shapes.Of(norm.Input[0]) is [_, var channels, _, _] && channels == parameters.Factor.Length)
                MakeDepthwise(norm, parameters, editor);
        }

        editor.Apply();
    }

    private static void MakeDepthwise(NodeProto norm, (double[] Factor, double[] Mean, double[] Shift) parameters, GraphEditor editor)
    {
        var channels = parameters.Factor.Length;
        float[] weights = [.. parameters.Factor.Select(factor => (float)factor)];
        float[] bias = [.. parameters.Shift.Select((shift, channel) => (float)(shift - (parameters.Mean[channel] * parameters.Factor[channel])))];
        string[] inputs =
        [
            norm.Input[0],
            editor.Add(ConstantTensor.Create<float>($"{norm.Output[0]}.weight", weights, channels, 1, 1, 1)),
            editor.Add(ConstantTensor.Create<float>($"{norm.Output[0]}.bias", bias, channels)),
        ];
        norm.OpType = "Conv";
        norm.Input.Clear();
        norm.Input.Add(inputs);
        norm.Attribute.Clear();
        norm.Attribute.Add([NodeAttribute.Int("group", channels), NodeAttribute.Ints("kernel_shape", 1, 1)]);
    }

    private static bool Fold(NodeProto layer, (double[] Factor, double[] Mean, double[] Shift) norm, GraphEditor editor)
    {
        var axis = layer.OpType == "Gemm" && NodeAttributes.Int(layer, "transB", 0) == 0 ? 1 : 0;
        var hasBias = layer.Input.Count > 2 && layer.Input[2].Length > 0;
        var channels = norm.Factor.Length;
        if (editor.Constant(layer, 1) is not { } weight || !ConstantTensor.IsFloat(weight) || weight.Dims.Count <= axis || weight.Dims[axis] != channels)
            return false;
        var bias = editor.Constant(layer, 2);
        if (hasBias && (!ConstantTensor.IsFloat(bias) || bias!.Dims is not [var length] || length != channels))
            return false;

        var weights = ConstantTensor.Floats(weight);
        var shifts = hasBias ? ConstantTensor.Floats(bias!) : new float[channels];
        var inner = weight.Dims.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)(weights[i] * norm.Factor[i / inner % channels]);
        for (var channel = 0; channel < channels; channel++)
            shifts[channel] = (float)(((shifts[channel] - norm.Mean[channel]) * norm.Factor[channel]) + norm.Shift[channel]);

        if (layer.Input.Count == 2)
            layer.Input.Add("");
        layer.Input[1] = editor.Add(ConstantTensor.Create<float>($"{layer.Input[1]}.folded", weights, weight.Dims));
        layer.Input[2] = editor.Add(ConstantTensor.Create<float>($"{layer.Output[0]}.bias", shifts, channels));
        return true;
    }

    // γ/√(σ² + ε), μ, β; null where one is computed or of another length.
    private static (double[] Factor, double[] Mean, double[] Shift)? Parameters(NodeProto norm, GraphLinks links)
    {
        TensorProto?[] constants = [.. Enumerable.Range(1, 4).Select(input => links.Constant(norm, input))];
        if (!constants.All(ConstantTensor.IsFloat))
            return null;
        float[][] values = [.. constants.Select(constant => ConstantTensor.Floats(constant!))];
        if (values.Any(value => value.Length != values[0].Length))
            return null;
        double epsilon = norm.Attribute.FirstOrDefault(attribute => attribute.Name == "epsilon") is { HasF: true } found ? found.F : DefaultEpsilon;
        var variance = values[3];
        return (
            [.. values[0].Select((scale, channel) => scale / Math.Sqrt(variance[channel] + epsilon))],
            [.. values[2].Select(mean => (double)mean)],
            [.. values[1].Select(shift => (double)shift)]);
    }
}
