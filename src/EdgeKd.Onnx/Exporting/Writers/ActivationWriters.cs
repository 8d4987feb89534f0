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

/// <summary>x · min(max(x/6 + 1/2, 0), 1); before operator set 14, which brought HardSwish, as its two factors.</summary>
internal sealed class HardswishWriter : ModuleWriter<Hardswish>
{
    protected override GraphValue Write(Hardswish module, GraphValue input, GraphWriter graph)
    {
        if (graph.Opset >= 14)
            return graph.Node("HardSwish", [input.Name], input.Shape);
        var gate = HardsigmoidWriter.Write(input, graph, "hardsigmoid");
        return graph.Node("Mul", [input.Name, gate.Name], input.Shape);
    }
}

/// <summary>min(max(x/6 + 1/2, 0), 1).</summary>
internal sealed class HardsigmoidWriter : ModuleWriter<Hardsigmoid>
{
    protected override GraphValue Write(Hardsigmoid module, GraphValue input, GraphWriter graph) => Write(input, graph, null);

    public static GraphValue Write(GraphValue input, GraphWriter graph, string? part) =>
        graph.Node("HardSigmoid", [input.Name], input.Shape, [NodeAttribute.Float("alpha", 1.0 / 6), NodeAttribute.Float("beta", 0.5)], part);
}

/// <summary>x · Φ(x), Φ(x) = (1 + erf(x/√2))/2; before operator set 20, which brought Gelu, as these steps.</summary>
internal sealed class GeluWriter : ModuleWriter<GELU>
{
    protected override GraphValue Write(GELU module, GraphValue input, GraphWriter graph)
    {
        if (graph.Opset >= 20)
            return graph.Node("Gelu", [input.Name], input.Shape);
        var value = graph.Node("Mul", [input.Name, graph.Scalar((float)Math.Sqrt(0.5))], input.Shape, part: "scale");
        value = graph.Node("Erf", [value.Name], input.Shape, part: "erf");
        value = graph.Node("Add", [value.Name, graph.Scalar(1)], input.Shape, part: "shift");
        value = graph.Node("Mul", [input.Name, value.Name], input.Shape, part: "gate");
        return graph.Node("Mul", [value.Name, graph.Scalar(0.5f)], input.Shape);
    }
}

/// <summary>1 / (1 + e^−x).</summary>
internal sealed class SigmoidWriter : ModuleWriter<Sigmoid>
{
    protected override GraphValue Write(Sigmoid module, GraphValue input, GraphWriter graph) =>
        graph.Node("Sigmoid", [input.Name], input.Shape);
}

/// <summary>x · sigmoid(x), two nodes: the operator sets up to 21 have none for it.</summary>
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
