namespace EdgeKd.Onnx.Preparation;

/// <summary>Takes out of a graph what does nothing.</summary>
internal static class NodeRemoval
{
    /// <summary>Identity; Dropout, which only acts in training; Pad by nothing, which torch's exporter writes before AveragePool.</summary>
    public static void RemoveIdentities(GraphProto graph)
    {
        var editor = new GraphEditor(graph);
        var kept = graph.Node.Where(GraphLinks.HasSubgraph).SelectMany(GraphLinks.ReadBy).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, string> newNames = new(StringComparer.Ordinal);
        Dictionary<string, string> newOutputs = new(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            Rename(node.Input, newNames);
            if (!DoesNothing(node, editor) || kept.Contains(node.Output[0]) || kept.Contains(node.Input[0]))
                continue;
            var (from, to) = (node.Input[0], node.Output[0]);
            if (!editor.IsOutput(to))
                newNames[to] = from;
            else if (editor.Producer(from) is null || editor.IsOutput(from) || !newOutputs.TryAdd(from, to))
                continue;
            editor.Remove(node);
        }

        editor.Apply();
        // A graph's output keeps its name: the node that computes the value takes it.
        foreach (var node in graph.Node)
        {
            Rename(node.Input, newOutputs);
            Rename(node.Output, newOutputs);
        }
    }

    /// <summary>Nodes whose results nobody reads, constants likewise, and what is said of tensors that are gone.</summary>
    public static void RemoveUnread(GraphProto graph)
    {
        var read = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = graph.Node.Count - 1; i >= 0; i--)
        {
            if (graph.Node[i].Output.Any(read.Contains))
                read.UnionWith(GraphLinks.ReadBy(graph.Node[i]));
            else
                graph.Node.RemoveAt(i);
        }

        GraphEditor.Keep(graph.Initializer, tensor => read.Contains(tensor.Name));
        var computed = graph.Node.SelectMany(node => node.Output).ToHashSet(StringComparer.Ordinal);
        GraphEditor.Keep(graph.ValueInfo, value => computed.Contains(value.Name));
    }

    private static bool DoesNothing(NodeProto node, GraphLinks links) => node.OpType switch
    {
        "Identity" => true,
        "Dropout" => !node.Output.Skip(1).Any(mask => links.IsOutput(mask) || links.Consumers(mask).Count > 0)
            && (node.Input.Count < 3 || node.Input[2].Length == 0 || links.Constant(node, 2) is { } training && IsFalse(training)),
        "Pad" => links.Constant(node, 1) is { HasRawData: true } pads && pads.RawData.All(value => value == 0),
        _ => false,
    };

    private static bool IsFalse(TensorProto flag) => flag.HasRawData ? flag.RawData.All(value => value == 0) : flag.Int32Data.All(value => value == 0);

    private static void Rename(Google.Protobuf.Collections.RepeatedField<string> names, Dictionary<string, string> newNames)
    {
        for (var i = 0; i < names.Count; i++)
            names[i] = newNames.GetValueOrDefault(names[i], names[i]);
    }
}
