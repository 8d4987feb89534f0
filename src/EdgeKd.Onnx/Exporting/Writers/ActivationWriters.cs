using TorchSharp.Modules;

namespace EdgeKd.Onnx.Writers;

/// <summary>max(x, 0).</summary>
internal sealed class ReluWriter : ModuleWriter<ReLU>
{
    protected override GraphValue Write(ReLU module, GraphValue input, GraphWriter graph) =>
        graph.Node("Relu", [input.Name], input.Shape);
}

/// <summary>min(max(x, 0), 6). Constant bounds: runtimes join Clip with the convolution before it only then.</summary>
internal sealed class Relu6Writer : ModuleWriter<ReLU6>
{
    protected override GraphValue Write(ReLU6 module, GraphValue input, GraphWriter graph) =>
        graph.Node("Clip", [input.Name, graph.Scalar(0), graph.Scalar(6)], input.Shape);
}

/// <summary>x where x ≥ 0, else slope · x.</summary>
internal sealed class LeakyReluWriter : ModuleWriter<LeakyReLU>
{
    protected override GraphValue Write(LeakyReLU module, GraphValue input, GraphWriter graph) =>
        graph.Node("LeakyRelu", [input.Name], input.Shape, [NodeAttribute.Float("alpha", module.negative_slope)]);
}

/// <summary>x · min(max(x/6 + 1/2, 0), 1); two nodes in operator set 13, which has none for it.</summary>
internal sealed class HardswishWriter : ModuleWriter<Hardswish>
{
    protected override GraphValue Write(Hardswish module, GraphValue input, GraphWriter graph)
    {
        if (graph.Opset >= 14)
            return graph.Node("HardSwish", [input.Name], input.Shape);
        var gate = graph.Node(
            "HardSigmoid", [input.Name], input.Shape, [NodeAttribute.Float("alpha", 1.0 / 6), NodeAttribute.Float("beta", 0.5)], "gate");
        return graph.Node("Mul", [input.Name, gate.Name], input.Shape);
    }
}

/// <summary>min(max(x/6 + 1/2, 0), 1).</summary>
internal sealed class HardsigmoidWriter : ModuleWriter<Hardsigmoid>
{
    protected override GraphValue Write(Hardsigmoid module, GraphValue input, GraphWriter graph) =>
        graph.Node("HardSigmoid", [input.Name], input.Shape, [NodeAttribute.Float("alpha", 1.0 / 6), NodeAttribute.Float("beta", 0.5)]);
}

/// <summary>1 / (1 + e^−x).</summary>
internal sealed class SigmoidWriter : ModuleWriter<Sigmoid>
{
    protected override GraphValue Write(Sigmoid module, GraphValue input, GraphWriter graph) =>
        graph.Node("Sigmoid", [input.Name], input.Shape);
}

/// <summary>x · sigmoid(x), two nodes: the operator sets up to 17 have none for it.</summary>
internal sealed class SiluWriter : ModuleWriter<SiLU>
{
    protected override GraphValue Write(SiLU module, GraphValue input, GraphWriter graph)
    {
        var gate = graph.Node("Sigmoid", [input.Name], input.Shape, part: "sigmoid");
        return graph.Node("Mul", [input.Name, gate.Name], input.Shape);
    }
}

/// <summary>tanh(x).</summary>
internal sealed class TanhWriter : ModuleWriter<Tanh>
{
    protected override GraphValue Write(Tanh module, GraphValue input, GraphWriter graph) =>
        graph.Node("Tanh", [input.Name], input.Shape);
}

/// <summary>Softmax over one dimension.</summary>
internal sealed class SoftmaxWriter : ModuleWriter<Softmax>
{
    protected override GraphValue Write(Softmax module, GraphValue input, GraphWriter graph) =>
        OverClasses.Write("Softmax", module.dim, input, graph);
}

/// <summary>The logarithm of softmax over one dimension.</summary>
internal sealed class LogSoftmaxWriter : ModuleWriter<LogSoftmax>
{
    protected override GraphValue Write(LogSoftmax module, GraphValue input, GraphWriter graph) =>
        OverClasses.Write("LogSoftmax", module.dim, input, graph);
}

/// <summary>An operator along one dimension.</summary>
internal static class OverClasses
{
    public static GraphValue Write(string opType, long dimension, GraphValue input, GraphWriter graph) =>
        dimension == 0 || dimension == -1 - input.Shape.Count
            ? throw graph.Fault($"{opType} over the batch cannot be exported; use the dimension of the classes.")
            : graph.Node(opType, [input.Name], input.Shape, [NodeAttribute.Int("axis", dimension)]);
}
