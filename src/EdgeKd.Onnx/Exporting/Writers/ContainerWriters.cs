using EdgeKd.Models.Blocks;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes body, shortcut and their sum.</summary>
internal sealed class ResidualWriter : ModuleWriter<Models.Blocks.Residual>
{
    protected override GraphValue Write(Models.Blocks.Residual module, GraphValue input, GraphWriter graph)
    {
        var body = graph.Write("body", module.Body, input);
        var shortcut = module.Shortcut is null ? input : graph.Write("shortcut", module.Shortcut, input);
        return Residual.Add(body, shortcut, graph);
    }
}

/// <summary>Writes the branches and the concatenation of their channels.</summary>
internal sealed class ConcatenationWriter : ModuleWriter<Concatenation>
{
    protected override GraphValue Write(Concatenation module, GraphValue input, GraphWriter graph)
    {
        GraphValue[] branches = [.. module.Parts.Select((branch, i) => graph.Write($"{i}", branch, input))];
        var others = branches[0].Shape.Skip(1).ToArray();
        if (Array.Find(branches, branch => !branch.Shape.Skip(1).SequenceEqual(others)) is { } odd)
            throw graph.Fault($"its branches give {branches[0].ShapeText} and {odd.ShapeText}; their channels cannot be put side by side.");
        return graph.Node("Concat", branches.Select(branch => branch.Name), [branches.Sum(branch => branch.Shape[0]), .. others],
            [NodeAttribute.Int("axis", 1)], "concat");
    }
}
