using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx;

/// <summary>The graph that ONNX Runtime runs: what is integer in it, what float, and which float parts are islands.</summary>
internal sealed class OptimizedGraph
{
    private readonly GraphLinks _links;
    private readonly ElementTypes _types;
    private readonly HashSet<string> _quantized = new(StringComparer.Ordinal);
    private readonly HashSet<NodeProto> _after = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<NodeProto> _before = new(ReferenceEqualityComparer.Instance);

    public OptimizedGraph(GraphProto graph)
    {
        (Nodes, _links, _types) = (graph.Node, new GraphLinks(graph), ElementTypes.Infer(graph));
        foreach (var node in graph.Node)
        {
            if (IsQuantize(node) || (!IsDequantize(node) && (IsInteger(node) || node.Input.Any(_quantized.Contains))))
                _quantized.UnionWith(node.Output.Where(output => IsEightBit(_types.Of(output))));
            if (IsFloat(node) && IsBehindIntegers(node))
                _after.Add(node);
        }

        foreach (var node in graph.Node.Reverse())
        {
            if (IsFloat(node) && Consumers(node).Any(consumer => IsQuantize(consumer) || _before.Contains(consumer)))
                _before.Add(node);
        }
    }

    /// <summary>The nodes in the order in which they run.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>What a node is.</summary>
    public NodeState StateOf(NodeProto node)
    {
        if (IsQuantize(node))
            return IsBehindIntegers(node) ? NodeState.Unfused : NodeState.Entry;
        if (IsDequantize(node))
            return !IsActivation(node) || Consumers(node).Any(consumer => IsQuantize(consumer) || _before.Contains(consumer)) ? NodeState.Unfused : NodeState.Exit;
        if (IsFloat(node))
            return IsIsland(node) ? NodeState.Island : NodeState.Float;
        return IsInteger(node) || node.Output.Any(_quantized.Contains) ? NodeState.Quantized : NodeState.Index;
    }

    /// <summary>The islands: nodes that stay in float together, each named by the positions in the model of what it holds.</summary>
    public IEnumerable<IReadOnlyList<int>> Islands()
    {
        var seen = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var start in Nodes.Where(IsIsland))
        {
            List<int> members = [];
            var open = new Stack<NodeProto>([start]);
            while (open.TryPop(out var node))
            {
                if (!seen.Add(node))
                    continue;
                if (NodeTags.Of(node.Name) is { } number)
                    members.Add(number);
                foreach (var neighbour in Producers(node).Concat(Consumers(node)).Where(IsIsland))
                    open.Push(neighbour);
            }

            // A change of layout between conversions is what an island costs, and not one of its own.
            if (members.Count > 0)
                yield return [.. members.Distinct().Order()];
        }
    }

    /// <summary>Whether a node computes one of its neighbours' activations as well.</summary>
    public static bool FusesActivation(NodeProto node) =>
        node.OpType.Contains("Fused", StringComparison.Ordinal) || NodeAttributes.Text(node, "activation").Length > 0;

    private bool IsIsland(NodeProto node) => _after.Contains(node) && _before.Contains(node);

    private IEnumerable<NodeProto> Producers(NodeProto node) => node.Input.Select(_links.Producer).OfType<NodeProto>();

    private IEnumerable<NodeProto> Consumers(NodeProto node) => node.Output.SelectMany(_links.Consumers);

    private bool IsBehindIntegers(NodeProto node) => Producers(node).Any(producer =>
        IsActivation(producer) || (IsInteger(producer) && _types.Of(producer.Output[0]) == DataType.Float) || _after.Contains(producer));

    // What dequantizes a weight says nothing of the way of the images.
    private bool IsActivation(NodeProto node) => IsDequantize(node) && _links.Constant(node, 0) is null;

    private bool IsFloat(NodeProto node) => !IsQuantize(node) && !IsDequantize(node) && !IsInteger(node)
        && node.Output.Any(output => _types.Of(output) is DataType.Undefined or DataType.Float or DataType.Float16 or DataType.Bfloat16 or DataType.Double);

    private static bool IsQuantize(NodeProto node) => node.OpType == "QuantizeLinear";

    private static bool IsDequantize(NodeProto node) => node.OpType == "DequantizeLinear";

    private static bool IsInteger(NodeProto node) => node.OpType is "QGemm" or "QAttention" or "MatMulIntegerToFloat" or "MatMulInteger" or "ConvInteger"
        or "DynamicQuantizeMatMul" || node.OpType.StartsWith("QLinear", StringComparison.Ordinal);

    private static bool IsEightBit(DataType type) => type is DataType.Uint8 or DataType.Int8;
}
