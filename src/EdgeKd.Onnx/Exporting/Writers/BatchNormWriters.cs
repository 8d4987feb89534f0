using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes BatchNorm2d, where no convolution stands before it, as BatchNormalization.</summary>
internal sealed class BatchNorm2dWriter : ModuleWriter<BatchNorm2d>
{
    protected override GraphValue Write(BatchNorm2d module, GraphValue input, GraphWriter graph) =>
        Normalization.Write(module, 3, input, graph);
}

/// <summary>Writes BatchNorm1d of N×C, where no linear layer stands before it, as BatchNormalization.</summary>
internal sealed class BatchNorm1dWriter : ModuleWriter<BatchNorm1d>
{
    protected override GraphValue Write(BatchNorm1d module, GraphValue input, GraphWriter graph) =>
        Normalization.Write(module, 1, input, graph);
}

/// <summary>(x − μ)/√(σ² + ε)·γ + β with the running statistics.</summary>
internal static class Normalization
{
    public static GraphValue Write(BatchNorm module, int dimensions, GraphValue input, GraphWriter graph)
    {
        if (input.Shape.Count != dimensions || input.Shape[0] != module.num_features)
            throw graph.Fault($"the batch normalisation takes {module.num_features} channels and gets {input.ShapeText}.");
        if (module.running_mean is not { } mean || module.running_var is not { } variance)
            throw graph.Fault("the batch normalisation keeps no running statistics; build it with track_running_stats.");
        using var scope = NewDisposeScope();
        // Without affine the parameters are absent, whatever their declared type says.
        Tensor scale = module.weight is { } weight ? weight : ones_like(mean);
        Tensor shift = module.bias is { } bias ? bias : zeros_like(mean);
        return graph.Node("BatchNormalization",
            [
                input.Name, graph.Constant("weight", scale), graph.Constant("bias", shift),
                graph.Constant("running_mean", mean), graph.Constant("running_var", variance),
            ],
            input.Shape, [NodeAttribute.Float("epsilon", module.eps)]);
    }
}
