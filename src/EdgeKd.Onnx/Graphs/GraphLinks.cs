namespace EdgeKd.Onnx;

/// <summary>Who computes and who reads each tensor of a graph.</summary>
internal class GraphLinks
{
    private readonly Dictionary<string, List<NodeProto>> _consumers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs;

    protected Dictionary<string, NodeProto> Producers { get; } = new(StringComparer.Ordinal);

    protected Dictionary<string, TensorProto> Constants { get; } = new(StringComparer.Ordinal);

    public GraphLinks(GraphProto graph)
    {
        foreach (var tensor in graph.Initializer)
            Constants[tensor.Name] = tensor;
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output.Where(name => name.Length > 0))
                Producers[output] = node;
            foreach (var input in ReadBy(node).Distinct(StringComparer.Ordinal))
            {
                if (!_consumers.TryGetValue(input, out var consumers))
                    _consumers[input] = consumers = [];
                consumers.Add(node);
            }
        }

        _outputs = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The node that computes a tensor; null for inputs and constants.</summary>
    public NodeProto? Producer(string name) => Producers.GetValueOrDefault(name);

    /// <summary>The nodes that read a tensor, each once, in the graph's order.</summary>
    public IReadOnlyList<NodeProto> Consumers(string name) => _consumers.TryGetValue(name, out var consumers) ? consumers : [];

    /// <summary>The constant of that name, or null.</summary>
    public TensorProto? Constant(string name) => Constants.GetValueOrDefault(name);

    /// <summary>The constant at an input of a node; null where the input is left out or computed.</summary>
    public TensorProto? Constant(NodeProto node, int input) => node.Input.Count > input ? Constant(node.Input[input]) : null;

    /// <summary>Whether the graph gives the tensor away.</summary>
    public bool IsOutput(string name) => _outputs.Contains(name);

    /// <summary>The only node that reads a tensor; null where the graph gives it away or several read it.</summary>
    public NodeProto? OnlyConsumer(string name) => !IsOutput(name) && Consumers(name) is [var only] ? only : null;

    /// <summary>All that a node reads, its subgraphs' readings of outer tensors included; a name may come twice.</summary>
    public static IEnumerable<string> ReadBy(NodeProto node) => node.Input.Where(name => name.Length > 0)
        .Concat(node.Attribute.SelectMany(attribute => attribute.Graphs.Concat(attribute.G is null ? [] : [attribute.G]))
            .SelectMany(graph => graph.Node.SelectMany(ReadBy).Concat(graph.Output.Select(output => output.Name))));

    /// <summary>Whether a node holds graphs of its own.</summary>
    public static bool HasSubgraph(NodeProto node) => node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0);
}
