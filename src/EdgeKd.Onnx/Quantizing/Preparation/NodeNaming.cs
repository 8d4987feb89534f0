namespace EdgeKd.Onnx.Preparation;

/// <summary>Gives every node a name of its own.</summary>
internal static class NodeNaming
{
    /// <summary>Names nodes that have none after their first output; of several with one name the later ones become name_2, name_3, …</summary>
    public static void Apply(GraphProto graph)
    {
        var names = new UniqueNames([]);
        // Names that are there stay with the first that has them, whoever stands before it.
        foreach (var node in graph.Node.Where(node => node.Name.Length > 0))
            node.Name = names.Take(node.Name);
        foreach (var node in graph.Node.Where(node => node.Name.Length == 0))
            node.Name = names.Take(node.Output.First(output => output.Length > 0));
    }
}
