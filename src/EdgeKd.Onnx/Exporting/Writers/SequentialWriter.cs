using TorchSharp.Modules;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes the modules of a sequence one after the other.</summary>
internal sealed class SequentialWriter : ModuleWriter<Sequential>
{
    protected override GraphValue Write(Sequential module, GraphValue input, GraphWriter graph) =>
        ChainWriter.Write([.. module.named_children().Select(child => (child.name, child.module))], input, graph);
}
