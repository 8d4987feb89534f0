using EdgeKd.Models;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes the stages of a classifier one after the other.</summary>
internal sealed class ImageClassifierWriter : ModuleWriter<ImageClassifier>
{
    protected override GraphValue Write(ImageClassifier module, GraphValue input, GraphWriter graph) =>
        ChainWriter.Write([.. module.Stages.Select(stage => (stage.Name, (nn.Module)stage.Module))], input, graph);
}
