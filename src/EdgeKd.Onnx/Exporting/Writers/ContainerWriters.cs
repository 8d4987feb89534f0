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
    protected override GraphValue Write(Concatenation module, GraphValue input, GraphWriter graph) =>
        Channels.SideBySide([.. module.Parts.Select((branch, i) => graph.Write($"{i}", branch, input))], graph);
}
