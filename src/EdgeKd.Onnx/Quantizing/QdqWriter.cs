namespace EdgeKd.Onnx;

/// <summary>Writes a graph anew with its QuantizeLinear and DequantizeLinear nodes.</summary>
/// <remarks>One QuantizeLinear a tensor, and a DequantizeLinear for each input that reads it: runtimes join no operator with one
/// that others read too.</remarks>
internal sealed class QdqWriter
{
    private readonly GraphProto _source;
    private readonly QuantizationPlan _plan;
    private readonly QuantizationOptions _options;
    private readonly QdqNodes _nodes;
    private readonly Dictionary<string, QuantizedTensor> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuantizedTensor> _quantized = new(StringComparer.Ordinal);

    public QdqWriter(GraphProto source, QuantizationPlan plan, QuantizationOptions options) =>
        (_source, _plan, _options, _nodes) = (source, plan, options, new QdqNodes(source));

    /// <summary>Writes every node in its order.</summary>
    public GraphProto Write()
    {
        foreach (var input in _source.Input.Select(input => input.Name).Where(_plan.IsQuantized))
            Quantize(input, input);
        foreach (var node in _source.Node.Where(node => _plan.RoleOf(node) != NodeRole.Absorbed))
            Write(node);
        Preparation.NodeRemoval.RemoveUnread(_nodes.Graph);
        return _nodes.Graph;
    }

    private void Write(NodeProto original)
    {
        var node = original.Clone();
        var isQuantized = _plan.RoleOf(original) == NodeRole.Quantized;
        var bias = BiasOf(original);
        for (var i = 0; i < original.Input.Count; i++)
            node.Input[i] = InputOf(original, i, isQuantized);
        if (isQuantized && original.OpType is "Conv" or "Gemm" or "MatMul" && _plan.Links.Constant(original, 1) is { } weight)
            WriteLayer(node, weight, bias, ParametersOf(original.Input[0]).Affine.Scale);
        else if (_options.Biases.ContainsKey(original.Name))
            SetBias(node, _nodes.Constant<float>($"{original.Name}.bias", bias, bias!.Length));
        _nodes.Graph.Node.Add(node);

        for (var i = 0; i < original.Output.Count; i++)
        {
            var result = node.Output[i] = _plan.ResultOf(original, i);
            if (!_plan.IsQuantized(result))
                continue;
            // What the graph gives away is what stands behind the rounding.
            var isOutput = _plan.Links.IsOutput(result);
            if (isOutput)
                node.Output[i] = _nodes.Take($"{result}.unrounded");
            Quantize(result, node.Output[i]);
            if (isOutput)
                _nodes.Dequantize(_quantized[result], result);
        }
    }

    private string InputOf(NodeProto node, int index, bool isQuantized)
    {
        var name = node.Input[index];
        if (_quantized.TryGetValue(name, out var quantized))
        {
            if (node.OpType is "Shape" or "Size")
                return quantized.Name;
            var channels = index == 0 && !isQuantized ? OperatorRules.InputChannels(node, _plan.Links) : null;
            return channels is null ? _nodes.Dequantize(quantized) : _nodes.DequantizeByChannel(quantized, channels.Value);
        }

        // The constant operand of a sum, product or concatenation; weights and biases follow.
        if (!isQuantized || node.OpType is "Conv" or "Gemm" or "MatMul" || !ConstantTensor.IsFloat(_plan.Links.Constant(name)))
            return name;
        var constant = _plan.Links.Constant(name)!;
        var values = ConstantTensor.Floats(constant);
        var affine = AffineParameters.Of(new(values.Min(), values.Max()));
        var parameters = Parameters(name, affine);
        return _nodes.Dequantize(parameters with { Name = _nodes.Constant<byte>($"{name}.quantized", affine.Quantize(values), constant.Dims) });
    }

    private void WriteLayer(NodeProto node, TensorProto weight, float[]? bias, float inputScale)
    {
        var axis = OperatorRules.OutputAxis(node);
        var quantized = QuantizedWeight.Of(ConstantTensor.Floats(weight), weight.Dims, axis, _options.WeightBits, bias, inputScale);
        node.Input[1] = _nodes.Weight(weight, quantized, axis);
        if (bias is not null)
            SetBias(node, _nodes.Bias($"{node.Name}.bias", quantized, bias, inputScale));
    }

    private void Quantize(string tensor, string computedAs)
    {
        var parameters = ParametersOf(tensor);
        _quantized[tensor] = _nodes.Quantize(computedAs, tensor, parameters);
    }

    private QuantizedTensor ParametersOf(string tensor)
    {
        var source = _plan.SourceOf(tensor);
        if (!_parameters.TryGetValue(source, out var parameters))
            _parameters[source] = parameters = Parameters(source, AffineParameters.Of(RangeOf(source)));
        return parameters;
    }

    private QuantizedTensor Parameters(string tensor, AffineParameters affine) => new(
        tensor,
        affine,
        _nodes.Constant<float>($"{tensor}.scale", [affine.Scale]),
        _nodes.Constant<byte>($"{tensor}.zero_point", [affine.ZeroPoint]));

    // Not beyond what a Relu or Clip lets through: with that the integers cut off what it would.
    private ActivationRange RangeOf(string tensor)
    {
        var range = _options.Ranges[tensor];
        return _plan.Links.Producer(tensor) is { } producer && OperatorRules.Bounds(producer, _plan.Links) is { } bounds
            ? new(Math.Clamp(range.Min, bounds.Min, bounds.Max), Math.Clamp(range.Max, bounds.Min, bounds.Max))
            : range;
    }

    private float[]? BiasOf(NodeProto node)
    {
        if (_options.Biases.TryGetValue(node.Name, out var given))
            return given;
        return node.OpType is "Conv" or "Gemm" && OperatorRules.HasBias(node) && _plan.Links.Constant(node, 2) is { } bias && ConstantTensor.IsFloat(bias)
            ? ConstantTensor.Floats(bias)
            : null;
    }

    private static void SetBias(NodeProto node, string bias)
    {
        if (node.Input.Count == 2)
            node.Input.Add(bias);
        node.Input[2] = bias;
    }
}
