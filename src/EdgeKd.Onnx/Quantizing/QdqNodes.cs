namespace EdgeKd.Onnx;

/// <summary>Adds QuantizeLinear and DequantizeLinear nodes and their constants to a graph that is written anew.</summary>
internal sealed class QdqNodes
{
    private readonly UniqueNames _tensorNames;
    private readonly UniqueNames _nodeNames;

    /// <param name="source">The graph whose inputs, outputs and constants the new one has.</param>
    public QdqNodes(GraphProto source)
    {
        Graph = source.Clone();
        Graph.Node.Clear();
        (_tensorNames, _nodeNames) = (UniqueNames.OfTensors(source), new UniqueNames(source.Node.Select(node => node.Name)));
    }

    /// <summary>The new graph.</summary>
    public GraphProto Graph { get; }

    /// <summary>A tensor name that is free.</summary>
    public string Take(string wanted) => _tensorNames.Take(wanted);

    /// <summary>Adds a constant.</summary>
    /// <returns>Its name.</returns>
    public string Constant<T>(string wanted, ReadOnlySpan<T> values, params IEnumerable<long> shape)
        where T : unmanaged
    {
        var constant = ConstantTensor.Create(Take(wanted), values, shape);
        Graph.Initializer.Add(constant);
        return constant.Name;
    }

    /// <summary>Quantizes a tensor.</summary>
    /// <param name="tensor">The tensor of float32.</param>
    /// <param name="called">What the names of node and output begin with.</param>
    /// <param name="parameters">Scale and zero point.</param>
    public QuantizedTensor Quantize(string tensor, string called, QuantizedTensor parameters)
    {
        var output = Take($"{called}.quantized");
        Add("QuantizeLinear", $"{called}.quantize", [tensor, parameters.Scale, parameters.ZeroPoint], output);
        return parameters with { Name = output };
    }

    /// <summary>Turns a quantized tensor back into float32.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="output">The name of the result; null for one after the tensor's.</param>
    /// <returns>The name of the result.</returns>
    public string Dequantize(QuantizedTensor tensor, string? output = null) =>
        Dequantize(Without(tensor.Name), [tensor.Name, tensor.Scale, tensor.ZeroPoint], null, output);

    /// <summary>Turns a quantized tensor back into float32 for a layer that is to compute in float32.</summary>
    /// <param name="tensor">The tensor, N×C×….</param>
    /// <param name="channels">C.</param>
    /// <returns>The name of the result.</returns>
    /// <remarks>
    /// Scale and zero point are written C times. With single ones ONNX Runtime would take float32 weights between a
    /// DequantizeLinear and a QuantizeLinear for forgotten and quantize them itself, per tensor (its weight_bias_quantization.cc).
    /// </remarks>
    public string DequantizeByChannel(QuantizedTensor tensor, int channels)
    {
        var called = Without(tensor.Name);
        string[] inputs =
        [
            tensor.Name,
            Constant<float>($"{called}.scales", [.. Enumerable.Repeat(tensor.Affine.Scale, channels)], channels),
            Constant<byte>($"{called}.zero_points", [.. Enumerable.Repeat(tensor.Affine.ZeroPoint, channels)], channels),
        ];
        return Dequantize(called, inputs, axis: 1);
    }

    /// <summary>Adds an int8 weight and turns it back into float32.</summary>
    /// <param name="original">The weight in float32.</param>
    /// <param name="weight">Its integers.</param>
    /// <param name="axis">The dimension of its output channels.</param>
    /// <returns>The name of the float32 result.</returns>
    public string Weight(TensorProto original, QuantizedWeight weight, int axis)
    {
        var channels = weight.Scales.Length;
        string[] inputs =
        [
            Constant<sbyte>($"{original.Name}.quantized", weight.Values, original.Dims),
            Constant<float>($"{original.Name}.scale", weight.Scales, channels),
            Constant<sbyte>($"{original.Name}.zero_point", new sbyte[channels], channels),
        ];
        return Dequantize(original.Name, inputs, axis);
    }

    /// <summary>Adds an int32 bias and turns it back into float32.</summary>
    /// <param name="called">What its names begin with.</param>
    /// <param name="weight">The layer's weight.</param>
    /// <param name="bias">The bias.</param>
    /// <param name="inputScale">The step of the layer's input.</param>
    /// <returns>The name of the float32 result.</returns>
    public string Bias(string called, QuantizedWeight weight, float[] bias, float inputScale)
    {
        var channels = bias.Length;
        string[] inputs =
        [
            Constant<int>($"{called}.quantized", weight.Bias(bias, inputScale), channels),
            Constant<float>($"{called}.scale", [.. weight.Scales.Select(scale => scale * inputScale)], channels),
            Constant<int>($"{called}.zero_point", new int[channels], channels),
        ];
        return Dequantize(called, inputs, 0);
    }

    private string Dequantize(string called, string[] inputs, int? axis, string? output = null)
    {
        output ??= Take($"{called}.dequantized");
        var node = Add("DequantizeLinear", $"{called}.dequantize", inputs, output);
        if (axis is not null)
            node.Attribute.Add(NodeAttribute.Int("axis", axis.Value));
        return output;
    }

    private NodeProto Add(string opType, string name, string[] inputs, string output)
    {
        var node = new NodeProto { OpType = opType, Name = _nodeNames.Take(name), Input = { inputs }, Output = { output } };
        Graph.Node.Add(node);
        return node;
    }

    private static string Without(string quantized) =>
        quantized.EndsWith(".quantized", StringComparison.Ordinal) ? quantized[..^".quantized".Length] : quantized;
}
