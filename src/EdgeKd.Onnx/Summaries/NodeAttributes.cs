namespace EdgeKd.Onnx;

/// <summary>Reads the attributes of a node.</summary>
internal static class NodeAttributes
{
    /// <summary>A number, or its default where the node leaves it out.</summary>
    public static long Int(NodeProto node, string name, long otherwise) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name) is { HasI: true } found ? found.I : otherwise;

    /// <summary>A real number, or its default where the node leaves it out.</summary>
    public static float Float(NodeProto node, string name, float otherwise) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name) is { HasF: true } found ? found.F : otherwise;

    /// <summary>A list of numbers; null where the node leaves it out.</summary>
    public static IReadOnlyList<long>? Ints(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.Ints;

    /// <summary>A text; empty where the node leaves it out.</summary>
    public static string Text(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.S.ToStringUtf8() ?? "";
}
