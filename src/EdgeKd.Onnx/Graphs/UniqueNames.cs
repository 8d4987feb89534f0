namespace EdgeKd.Onnx;

/// <summary>Gives names that a graph does not have yet.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken;

    public UniqueNames(IEnumerable<string> taken) => _taken = taken.ToHashSet(StringComparer.Ordinal);

    /// <summary>Those of a graph's tensors.</summary>
    public static UniqueNames OfTensors(GraphProto graph) => new(
        graph.Node.SelectMany(node => node.Input.Concat(node.Output)).Concat(graph.Initializer.Select(tensor => tensor.Name)).Concat(graph.Input.Select(input => input.Name)));

    /// <summary>The wanted name, or where it is taken the first free one of name_2, name_3, …</summary>
    public string Take(string wanted)
    {
        var name = wanted;
        for (var i = 2; !_taken.Add(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }
}
