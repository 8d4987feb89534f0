using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes Linear as Gemm; the weight stays O×I, as checkpoints have it.</summary>
internal sealed class LinearWriter : ModuleWriter<Linear>
{
    protected override GraphValue Write(Linear module, GraphValue input, GraphWriter graph) =>
        Write(module.weight!, module.bias, input, graph);

    /// <summary>Writes a linear layer with given weights.</summary>
    public static GraphValue Write(Tensor weight, Tensor? bias, GraphValue input, GraphWriter graph)
    {
        var (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        if (input.Shape.Count != 1 || input.Shape[0] != inputs)
            throw graph.Fault($"the linear layer takes N×{inputs} and gets {input.ShapeText}; put a Flatten before it or fix its inputs.");
        List<string> names = [input.Name, graph.Constant("weight", weight)];
        if (bias is not null)
            names.Add(graph.Constant("bias", bias));
        return graph.Node("Gemm", names, [outputs], [NodeAttribute.Int("transB", 1)]);
    }
}
