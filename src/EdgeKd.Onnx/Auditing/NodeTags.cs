using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeKd.Onnx;

/// <summary>Numbers in the names of nodes and tensors, by which a node is found again in what ONNX Runtime makes of it.</summary>
/// <remarks>The runtime builds the names of its nodes from those of the nodes that they replace, or of the tensors that they compute.</remarks>
internal static partial class NodeTags
{
    /// <summary>The name of a node for a number of the model's.</summary>
    public static string Name(int number, NodeProto node) => string.Create(CultureInfo.InvariantCulture, $"#{number}#{node.OpType}");

    /// <summary>The number in a name; null where it holds none.</summary>
    public static int? Of(string name) =>
        Tag().Match(name) is { Success: true } found && int.TryParse(found.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Names every node of a graph by its position. Names inside of subgraphs are taken away.</summary>
    public static void Write(GraphProto graph)
    {
        for (var i = 0; i < graph.Node.Count; i++)
        {
            graph.Node[i].Name = Name(i, graph.Node[i]);
            foreach (var subgraph in Subgraphs(graph.Node[i]))
                Clear(subgraph);
        }
    }

    /// <summary>Names the nodes that stand where a function of the model stood after that function's node, and all tensors
    /// but the graph's inputs, outputs and constants after the node that computes them.</summary>
    /// <param name="tagged">The graph after <see cref="Write"/>.</param>
    /// <param name="inlined">The same graph with its functions expanded; changed.</param>
    public static void WriteInlined(GraphProto tagged, GraphProto inlined)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < tagged.Node.Count; i++)
        {
            foreach (var output in tagged.Node[i].Output.Where(output => output.Length > 0))
                owners[output] = i;
        }

        // From the back: what a function computes is known by name, what it computes on the way by who reads it.
        foreach (var node in inlined.Node.Reverse())
        {
            var number = Of(node.Name) ?? node.Output.Select(output => owners.TryGetValue(output, out var owner) ? owner : (int?)null).FirstOrDefault(owner => owner is not null);
            if (number is not { } known)
                continue;
            if (Of(node.Name) is null)
                node.Name = Name(known, node);
            foreach (var input in node.Input.Where(input => input.Length > 0))
                owners.TryAdd(input, known);
        }

        Rename(inlined);
    }

    private static void Rename(GraphProto graph)
    {
        var kept = graph.Output.Select(output => output.Name).Concat(graph.Node.SelectMany(Subgraphs).SelectMany(ReadInside)).ToHashSet(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = names.GetValueOrDefault(node.Input[i], node.Input[i]);
            for (var i = 0; i < node.Output.Count; i++)
            {
                if (node.Output[i].Length > 0 && !kept.Contains(node.Output[i]) && Of(node.Name) is { } number)
                    node.Output[i] = names[node.Output[i]] = string.Create(CultureInfo.InvariantCulture, $"#{number}#{names.Count}");
            }
        }

        // What the file says of the shapes of tensors would be of names that are gone; the runtime infers it again.
        graph.ValueInfo.Clear();
    }

    private static IEnumerable<string> ReadInside(GraphProto graph) =>
        graph.Node.SelectMany(GraphLinks.ReadBy).Concat(graph.Output.Select(output => output.Name));

    private static void Clear(GraphProto graph)
    {
        foreach (var node in graph.Node)
        {
            node.Name = "";
            foreach (var subgraph in Subgraphs(node))
                Clear(subgraph);
        }
    }

    private static IEnumerable<GraphProto> Subgraphs(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.Graphs.Concat(attribute.G is null ? [] : [attribute.G]));

    [GeneratedRegex("#([0-9]{1,9})#")]
    private static partial Regex Tag();
}
