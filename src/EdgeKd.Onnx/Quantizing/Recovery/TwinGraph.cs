namespace EdgeKd.Onnx;

/// <summary>A float graph with a quantized twin beside each layer, which reads the float graph's tensors: what a layer does wrong by
/// itself, without the errors of those before it.</summary>
public sealed class TwinGraph
{
    private const string Prefix = "quantized/";
    private const string InputPrefix = "rounded input/";

    private readonly GraphProto _prepared;
    private readonly GraphLinks _float;
    private readonly GraphLinks _quantized;
    private readonly Dictionary<string, NodeProto> _nodes;
    private readonly HashSet<string> _rounded;

    /// <summary>Puts a model and its quantized form together.</summary>
    /// <param name="prepared">The float model from <see cref="GraphPreparation"/>; not changed.</param>
    /// <param name="quantized">What <see cref="QdqQuantizer"/> made of it; not changed.</param>
    public TwinGraph(ModelProto prepared, ModelProto quantized)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(quantized);
        (_prepared, _float, _quantized) = (prepared.Graph, new GraphLinks(prepared.Graph), new GraphLinks(quantized.Graph));
        _nodes = quantized.Graph.Node.ToDictionary(node => node.Name, StringComparer.Ordinal);
        _rounded = quantized.Graph.Node.Where(node => node.OpType is "QuantizeLinear" or "DequantizeLinear").SelectMany(node => node.Output)
            .Concat(quantized.Graph.Initializer.Select(tensor => tensor.Name)).ToHashSet(StringComparer.Ordinal);
        Layers = [.. quantized.Graph.Node.Select(LayerOf).OfType<QuantizedLayer>()];

        Model = prepared.Clone();
        foreach (var tensor in quantized.Graph.Initializer)
        {
            var constant = tensor.Clone();
            constant.Name = Prefix + tensor.Name;
            Model.Graph.Initializer.Add(constant);
        }

        foreach (var node in quantized.Graph.Node.Where(node => node.Input.Any(_rounded.Contains)))
        {
            var twin = node.Clone();
            twin.Name = Prefix + node.Name;
            for (var i = 0; i < twin.Input.Count; i++)
                twin.Input[i] = NameOf(node.Input[i]);
            for (var i = 0; i < twin.Output.Count; i++)
                twin.Output[i] = Prefix + node.Output[i];
            Model.Graph.Node.Add(twin);
        }

        foreach (var node in Layers.Select(layer => prepared.Graph.Node.First(node => node.Name == layer.Node)))
        {
            var twin = node.Clone();
            twin.Name = InputPrefix + node.Name;
            twin.Input[0] = NameOf(_nodes[node.Name].Input[0]);
            twin.Output[0] = InputPrefix + node.Output[0];
            Model.Graph.Node.Add(twin);
        }

        GraphTensors.AddOutputs(
            Model, Layers.SelectMany(layer => new[] { layer.Output, layer.QuantizedOutput, layer.OutputOfRoundedInput }), "the twin graph");
    }

    /// <summary>The graph; its outputs are the float model's, then the tensors of <see cref="Layers"/>.</summary>
    public ModelProto Model { get; }

    /// <summary>The quantized layers, in the graph's order.</summary>
    public IReadOnlyList<QuantizedLayer> Layers { get; }

    // Twins read what is rounded from twins, and all else from the float graph.
    private string NameOf(string name) =>
        name.Length > 0 && (_rounded.Contains(name) || !(_float.Producer(name) is not null || _prepared.Input.Any(input => input.Name == name))) ? Prefix + name : name;

    private QuantizedLayer? LayerOf(NodeProto node)
    {
        if (node.OpType is not ("Conv" or "Gemm" or "MatMul") || _prepared.Node.FirstOrDefault(candidate => candidate.Name == node.Name) is not { } original)
            return null;
        // Its input is a DequantizeLinear of a QuantizeLinear, and its weight one of a constant.
        if (_quantized.Producer(node.Input[0]) is not { OpType: "DequantizeLinear" } || _float.Constant(original, 1) is not { } weight
            || _quantized.Producer(node.Input[1]) is not { OpType: "DequantizeLinear" })
            return null;
        return new QuantizedLayer
        {
            Node = node.Name,
            Operator = node.OpType,
            Output = original.Output[0],
            QuantizedOutput = Prefix + node.Output[0],
            OutputOfRoundedInput = InputPrefix + original.Output[0],
            Bias = original.OpType == "MatMul" ? null
                : OperatorRules.HasBias(original) && _float.Constant(original, 2) is { } bias ? ConstantTensor.Floats(bias)
                : new float[weight.Dims[OperatorRules.OutputAxis(original)]],
            InputNodes = [.. NodesAround(original.Input[0]).Select(around => around.Name).Distinct()],
        };
    }

    // What only passes values on takes the integers on both of its sides, or on neither.
    private IEnumerable<NodeProto> NodesAround(string tensor)
    {
        var producer = _float.Producer(tensor);
        while (producer is not null && PassesOn(producer))
            (tensor, producer) = (producer.Input[0], _float.Producer(producer.Input[0]));
        if (producer is not null)
            yield return producer;

        var tensors = new Queue<string>([tensor]);
        while (tensors.TryDequeue(out var name))
        {
            foreach (var consumer in _float.Consumers(name))
            {
                if (!PassesOn(consumer))
                    yield return consumer;
                else
                    Array.ForEach([.. consumer.Output], tensors.Enqueue);
            }
        }
    }

    private static bool PassesOn(NodeProto node) =>
        node.OpType is "Relu" or "Clip" or "MaxPool" or "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" or "Transpose" or "Slice" or "Split" or "Gather" or "Expand" or "Tile";
}
