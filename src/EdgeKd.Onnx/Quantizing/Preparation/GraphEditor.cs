namespace EdgeKd.Onnx.Preparation;

/// <summary>Changes a graph in one walk; nodes are taken out at the end, all at once.</summary>
internal sealed class GraphEditor : GraphLinks
{
    private readonly GraphProto _graph;
    private readonly UniqueNames _names;
    private readonly HashSet<NodeProto> _removed = new(ReferenceEqualityComparer.Instance);

    public GraphEditor(GraphProto graph)
        : base(graph) => (_graph, _names) = (graph, UniqueNames.OfTensors(graph));

    /// <summary>Adds a constant.</summary>
    /// <returns>Its name: the wanted one where that is free.</returns>
    public string Add(TensorProto constant)
    {
        constant.Name = _names.Take(constant.Name);
        _graph.Initializer.Add(constant);
        return Put(constant);
    }

    /// <summary>Puts a constant in the place of the node that computes it.</summary>
    public void Replace(NodeProto node, TensorProto constant)
    {
        constant.Name = node.Output[0];
        _graph.Initializer.Add(constant);
        Put(constant);
        Remove(node);
    }

    /// <summary>Makes a node compute what the only reader of its output has computed.</summary>
    public void TakeOver(NodeProto node, NodeProto reader)
    {
        node.Output[0] = reader.Output[0];
        Producers[node.Output[0]] = node;
        Remove(reader);
    }

    /// <summary>Marks a node as gone.</summary>
    public void Remove(NodeProto node) => _removed.Add(node);

    /// <summary>Takes out what is marked.</summary>
    public void Apply() => Keep(_graph.Node, node => !_removed.Contains(node));

    /// <summary>Removes items of a list in one pass.</summary>
    public static void Keep<T>(Google.Protobuf.Collections.RepeatedField<T> items, Func<T, bool> isKept)
    {
        T[] kept = [.. items.Where(isKept)];
        if (kept.Length == items.Count)
            return;
        items.Clear();
        items.AddRange(kept);
    }

    private string Put(TensorProto constant)
    {
        Constants[constant.Name] = constant;
        return constant.Name;
    }
}
