using EdgeKd.Models.Blocks;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes three convolutions, the shortcut, their sum and its activation.</summary>
internal sealed class BottleneckWriter : ModuleWriter<Bottleneck>
{
    protected override GraphValue Write(Bottleneck module, GraphValue input, GraphWriter graph)
    {
        var value = graph.Write("second", module.Second, graph.Write("first", module.First, input));
        value = graph.Write("third", module.Third, value);
        var shortcut = module.Shortcut is null ? input : graph.Write("shortcut", module.Shortcut, input);
        return graph.Write("act", module.Activation, Residual.Add(value, shortcut, graph));
    }
}

/// <summary>Writes normalisation and activation of the input, two convolutions, the shortcut and the sum.</summary>
internal sealed class PreActivationBlockWriter : ModuleWriter<PreActivationBlock>
{
    protected override GraphValue Write(PreActivationBlock module, GraphValue input, GraphWriter graph)
    {
        var activated = graph.Write("act", module.Activation, graph.Write("norm", module.Norm, input));
        var value = graph.Write("second", module.Second, graph.Write("first", module.First, activated));
        var shortcut = module.Shortcut is null ? input : graph.Write("shortcut", module.Shortcut, activated);
        return Residual.Add(value, shortcut, graph);
    }
}
