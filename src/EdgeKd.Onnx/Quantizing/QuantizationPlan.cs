namespace EdgeKd.Onnx;

/// <summary>Decides for every node and tensor of a prepared graph whether it is quantized.</summary>
/// <remarks>
/// A node with integers inside needs all its computed inputs and its output quantized, or ONNX Runtime leaves it in float32
/// between them. A linear layer is the exception: where nobody needs its output in integers it answers in float32, as the head
/// does; Softmax and Sigmoid behind it are float32 too.
/// </remarks>
internal sealed class QuantizationPlan
{
    private readonly GraphProto _graph;
    private readonly ElementTypes _types;
    private readonly Dictionary<NodeProto, NodeRole> _roles = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _quantized = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <param name="graph">A prepared graph.</param>
    /// <param name="floatNodes">Names of nodes that stay in float32. Those that only move or cut values have no say: they follow
    /// the nodes around them.</param>
    public QuantizationPlan(GraphProto graph, IReadOnlySet<string> floatNodes)
    {
        (_graph, _types, Links) = (graph, ElementTypes.Infer(graph), new GraphLinks(graph));
        foreach (var node in graph.Node)
        {
            var role = OperatorRules.RoleOf(node, Links, _types);
            _roles[node] = role == NodeRole.Quantized && floatNodes.Contains(node.Name) ? NodeRole.Float : role;
        }

        // Readers first: what they need decides.
        foreach (var node in graph.Node.Reverse())
            Settle(node);
        foreach (var input in graph.Input.Select(input => input.Name).Where(_wanted.Contains))
            _quantized.Add(input);
        foreach (var node in graph.Node)
            QuantizeOutputs(node);
    }

    /// <summary>The graph's readers and constants.</summary>
    public GraphLinks Links { get; }

    /// <summary>What becomes of a node.</summary>
    public NodeRole RoleOf(NodeProto node) => _roles[node];

    /// <summary>Whether a tensor becomes uint8.</summary>
    public bool IsQuantized(string name) => _quantized.Contains(name);

    /// <summary>The tensor whose range a quantized tensor takes over: itself, but behind nodes that only move values that before them.</summary>
    public string SourceOf(string name) => _sources.GetValueOrDefault(name, name);

    /// <summary>The quantized tensors with ranges of their own: inputs, then the rest in the graph's order.</summary>
    public IEnumerable<string> Sources => _graph.Input.Select(input => input.Name).Concat(_graph.Node.SelectMany(node => node.Output))
        .Where(name => IsQuantized(name) && SourceOf(name) == name);

    /// <summary>What a node computes: the output of the Relu or Clip that it stands in for, else its own.</summary>
    public string ResultOf(NodeProto node, int output) =>
        output == 0 && Links.OnlyConsumer(node.Output[0]) is { } reader && _roles[reader] == NodeRole.Absorbed ? reader.Output[0] : node.Output[output];

    private void Settle(NodeProto node)
    {
        var isWanted = node.Output.Any(_wanted.Contains);
        _roles[node] = (_roles[node], node.OpType) switch
        {
            (NodeRole.Moving, _) when !isWanted => NodeRole.Float,
            (NodeRole.Quantized, "Softmax" or "Sigmoid") when !isWanted => NodeRole.Float,
            (NodeRole.Absorbed, _) when !CanAbsorb(node, isWanted) => NodeRole.Float,
            var (role, _) => role,
        };
        if (_roles[node] == NodeRole.Quantized || (isWanted && _roles[node] == NodeRole.Absorbed))
            _wanted.UnionWith(node.Input.Where(IsActivation));
        else if (_roles[node] == NodeRole.Moving)
            _wanted.Add(node.Input[0]);
    }

    // Softmax and Sigmoid never go below 0: nothing stands behind them that could be absorbed.
    private bool CanAbsorb(NodeProto node, bool isWanted) => Links.Producer(node.Input[0]) is { Output.Count: 1 } producer
        && _roles[producer] == NodeRole.Quantized && producer.OpType is not ("Softmax" or "Sigmoid")
        && Links.OnlyConsumer(node.Input[0]) == node && (isWanted || !OperatorRules.IsLinear(producer));

    private void QuantizeOutputs(NodeProto node)
    {
        switch (_roles[node])
        {
            case NodeRole.Quantized:
                var result = ResultOf(node, 0);
                if (!OperatorRules.IsLinear(node) || _wanted.Contains(result))
                    _quantized.Add(result);
                break;
            case NodeRole.Moving:
                foreach (var output in node.Output)
                {
                    _quantized.Add(output);
                    _sources[output] = SourceOf(node.Input[0]);
                }

                break;
            case NodeRole.Float:
                _quantized.UnionWith(node.Output.Where(_wanted.Contains));
                break;
        }
    }

    private bool IsActivation(string name) => _types.IsFloat(name) && Links.Constant(name) is null;
}
