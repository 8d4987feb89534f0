namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Builds a small float32 graph by hand; its last node gives the logits.</summary>
internal sealed class GraphBuilder
{
    private readonly Random _random = new(5);
    private readonly GraphProto _graph = new() { Name = "small" };

    /// <param name="shape">The input's shape behind the batch.</param>
    public GraphBuilder(params long[] shape) => _graph.Input.Add(GraphWriter.ValueInfo("input", shape));

    /// <summary>Adds a node that has its name and gives a tensor of that name.</summary>
    public GraphBuilder Node(string name, string opType, string[] inputs, params AttributeProto[] attributes)
    {
        _graph.Node.Add(new NodeProto { OpType = opType, Name = name, Input = { inputs }, Output = { name }, Attribute = { attributes } });
        return this;
    }

    /// <summary>Adds a constant of random values between two bounds.</summary>
    public GraphBuilder Constant(string name, long[] shape, float min = -1, float max = 1) =>
        Constant(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => min + ((max - min) * (float)_random.NextDouble()))]);

    /// <summary>Adds a constant of given values.</summary>
    public GraphBuilder Constant(string name, long[] shape, float[] values)
    {
        _graph.Initializer.Add(ConstantTensor.Create<float>(name, values, shape));
        return this;
    }

    /// <summary>Adds a constant of whole numbers.</summary>
    public GraphBuilder Integers(string name, params long[] values)
    {
        _graph.Initializer.Add(ConstantTensor.Create<long>(name, values, values.Length));
        return this;
    }

    /// <summary>A 3×3 Conv with padding and a bias, constants included.</summary>
    public GraphBuilder Conv(string name, string input, long channels, long outputs) => Constant($"{name}.weight", [outputs, channels, 3, 3])
        .Constant($"{name}.bias", [outputs])
        .Node(name, "Conv", [input, $"{name}.weight", $"{name}.bias"], NodeAttribute.Ints("kernel_shape", 3, 3), NodeAttribute.Ints("pads", 1, 1, 1, 1));

    /// <summary>A BatchNormalization with all its constants.</summary>
    public GraphBuilder Norm(string name, string input, long channels) => Constant($"{name}.scale", [channels], 0.5f, 1.5f).Constant($"{name}.shift", [channels])
        .Constant($"{name}.mean", [channels]).Constant($"{name}.variance", [channels], 0.5f, 2)
        .Node(name, "BatchNormalization", [input, $"{name}.scale", $"{name}.shift", $"{name}.mean", $"{name}.variance"], NodeAttribute.Float("epsilon", 1e-3));

    /// <summary>A global average, flattened, and a Gemm: <c>pool</c>, <c>flat</c>, <c>logits</c>.</summary>
    public GraphBuilder Head(string input, long channels, long classes) => Constant("fc.weight", [classes, channels]).Constant("fc.bias", [classes])
        .Node("pool", "GlobalAveragePool", [input]).Node("flat", "Flatten", ["pool"]).Node("logits", "Gemm", ["flat", "fc.weight", "fc.bias"], NodeAttribute.Int("transB", 1));

    /// <summary>The model with some tensors as outputs; none for what the last node gives.</summary>
    public ModelProto Build(int opset = 17, params string[] outputs)
    {
        var graph = _graph.Clone();
        foreach (var output in outputs.Length > 0 ? outputs : [graph.Node[^1].Output[0]])
        {
            var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } };
            graph.Output.Add(new ValueInfoProto { Name = output, Type = type });
        }

        return new ModelProto { IrVersion = 8, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } }, Graph = graph };
    }
}
