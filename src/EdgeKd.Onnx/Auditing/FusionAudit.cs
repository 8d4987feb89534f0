namespace EdgeKd.Onnx;

/// <summary>Compares a model with what ONNX Runtime makes of it: which nodes run on integers, which stay in float, and why.</summary>
/// <remarks>
/// The runtime is given <see cref="Tagged"/>, whose nodes it can be asked about afterwards. Functions of the model (HardSwish is
/// one in the standard) are expanded before it optimizes: <see cref="TagInlined"/> names what they became. The main graph is
/// compared; a node with subgraphs counts as one.
/// </remarks>
public sealed class FusionAudit
{
    private readonly ModelProto _model;

    private FusionAudit(ModelProto model, ModelProto tagged) => (_model, Tagged) = (model, tagged);

    /// <summary>The model with other names of nodes.</summary>
    public ModelProto Tagged { get; }

    /// <summary>Prepares a model; it is not changed.</summary>
    public static FusionAudit Of(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var settled = model.Clone();
        LiftConstants(settled.Graph);
        var tagged = settled.Clone();
        NodeTags.Write(tagged.Graph);
        return new FusionAudit(settled, tagged);
    }

    /// <summary>Names the nodes that the runtime put in the place of functions.</summary>
    /// <param name="inlined">What the runtime made of <see cref="Tagged"/> without optimizing; changed.</param>
    public void TagInlined(ModelProto inlined)
    {
        ArgumentNullException.ThrowIfNull(inlined);
        NodeTags.WriteInlined(Tagged.Graph, inlined.Graph);
    }

    /// <summary>Says what became of each node.</summary>
    /// <param name="optimized">The graph that the runtime runs, saved by it.</param>
    public FusionComparison Compare(ModelProto optimized)
    {
        ArgumentNullException.ThrowIfNull(optimized);
        var graph = new OptimizedGraph(optimized.Graph);
        var origins = new NodeOrigins(_model.Graph, graph.Nodes);
        var isQuantized = graph.Nodes.Any(node => graph.StateOf(node) is not (NodeState.Float or NodeState.Index));
        var rules = new FusionRules(_model);
        List<AuditedNode> nodes = [];
        var positions = new Dictionary<int, int>();
        for (var i = 0; i < _model.Graph.Node.Count; i++)
        {
            var (node, found) = (_model.Graph.Node[i], origins.RunningFor(i));
            if (found.Count == 0 && node.OpType is "QuantizeLinear" or "DequantizeLinear")
                continue;
            var state = found.Count == 0 ? NodeState.Absorbed : Heaviest(found.Select(graph.StateOf));
            positions[i] = nodes.Count;
            nodes.Add(Row(NameOf(node), node.OpType, state, found) with
            {
                Broken = isQuantized && state is NodeState.Island or NodeState.Float ? rules.BrokenBy(node) : null,
                FusedInto = state == NodeState.Absorbed && origins.HostOf(i) is { } host ? NameOf(_model.Graph.Node[host]) : null,
            });
        }

        nodes.AddRange(origins.Added.Select(node => Row(node.Name, node.OpType, NodeState.Added, [node])));
        return new FusionComparison(isQuantized, nodes, [.. graph.Islands().Select(island => (IReadOnlyList<int>)[.. island.Where(positions.ContainsKey).Select(i => positions[i])])]);
    }

    private static AuditedNode Row(string name, string operatorName, NodeState state, IReadOnlyList<NodeProto> running) => new()
    {
        Name = name,
        Operator = operatorName,
        State = state,
        RunsAs = [.. running.Select(node => node.OpType).Distinct()],
        RuntimeNodes = [.. running.Select(node => node.Name).Distinct()],
    };

    // Of several nodes that run for one, the state that costs most.
    private static NodeState Heaviest(IEnumerable<NodeState> states) =>
        states.MinBy(state => Array.IndexOf([NodeState.Island, NodeState.Unfused, NodeState.Float, NodeState.Entry, NodeState.Exit, NodeState.Quantized, NodeState.Index], state));

    private static string NameOf(NodeProto node) => node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "";

    // The runtime makes initializers of such nodes, too.
    private static void LiftConstants(GraphProto graph)
    {
        var nodes = graph.Node.ToArray();
        graph.Node.Clear();
        foreach (var node in nodes)
        {
            if (node is { OpType: "Constant", Output.Count: 1 } && node.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T is { } constant)
            {
                constant.Name = node.Output[0];
                graph.Initializer.Add(constant);
            }
            else
            {
                graph.Node.Add(node);
            }
        }
    }
}
