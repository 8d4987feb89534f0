namespace EdgeKd.Onnx.Preparation;

/// <summary>Brings the mean over an image into the form that has an integer kernel: GlobalAveragePool.</summary>
internal static class PoolForms
{
    /// <summary>ReduceMean over height and width becomes GlobalAveragePool, with a Flatten behind it where the lengths of 1 are dropped.</summary>
    public static void Apply(GraphProto graph)
    {
        var links = new GraphLinks(graph);
        var shapes = GraphShapes.Infer(graph);
        var names = UniqueNames.OfTensors(graph);
        for (var i = 0; i < graph.Node.Count; i++)
        {
            var node = graph.Node[i];
            if (node.OpType != "ReduceMean" || shapes.Of(node.Input[0])?.Count != 4 || !IsOverImage(node, links, shapes))
                continue;
            var isKept = NodeAttributes.Int(node, "keepdims", 1) != 0;
            (node.OpType, var mean) = ("GlobalAveragePool", node.Output[0]);
            node.Attribute.Clear();
            GraphEditor.Keep(node.Input, input => input == node.Input[0]);
            if (isKept)
                continue;
            node.Output[0] = names.Take($"{mean}.pooled");
            graph.Node.Insert(++i, new NodeProto { OpType = "Flatten", Input = { node.Output[0] }, Output = { mean }, Attribute = { NodeAttribute.Int("axis", 1) } });
        }
    }

    private static bool IsOverImage(NodeProto node, GraphLinks links, GraphShapes shapes)
    {
        // Since operator set 18 the axes are an input.
        var axes = NodeAttributes.Ints(node, "axes") ?? (node.Input.Count > 1 && links.Constant(node, 1) is not null ? shapes.Integers(node.Input[1]) : null);
        return axes is [2, 3] or [3, 2] or [-2, -1] or [-1, -2];
    }
}
