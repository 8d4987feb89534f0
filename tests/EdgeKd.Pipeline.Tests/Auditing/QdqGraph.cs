using EdgeKd.Onnx;
using Google.Protobuf;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Pipeline.Tests.Auditing;

/// <summary>Writes graphs with QuantizeLinear and DequantizeLinear by hand: input <c>x</c> of 1×8×8×8, quantized, and what a test makes of it.</summary>
internal sealed class QdqGraph
{
    private const int Channels = 8;
    private const float Scale = 0.02f;
    private const float WeightScale = 0.01f;

    private readonly GraphProto _graph = new() { Name = "qdq" };
    private readonly Random _random = new(1);

    private QdqGraph()
    {
    }

    /// <summary>Writes a model: x, quantized, through a first convolution, and what <paramref name="rest"/> makes of that; its last
    /// result is quantized and convolved again, so that a break within is inside of what is quantized.</summary>
    public static ModelProto Build(Func<QdqGraph, string, string> rest, int operatorSet = 17, bool hasTail = true)
    {
        var graph = new QdqGraph();
        graph._graph.Input.Add(Value("x", DataType.Float, [1, Channels, 8, 8]));
        var stem = graph.Conv(graph.Convert("x"), "stem");
        var result = rest(graph, graph.Convert(stem));
        graph.Give(hasTail ? graph.Convert(graph.Conv(result, "tail")) : result);
        return new ModelProto { IrVersion = 8, Graph = graph._graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = operatorSet } } };
    }

    /// <summary>Makes a tensor an output of the model.</summary>
    public void Give(string tensor) => _graph.Output.Add(new ValueInfoProto { Name = tensor, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } } });

    /// <summary>A node called <c>node</c>, the one that tests ask about, unless named otherwise.</summary>
    public string Node(string operatorName, string[] inputs, string name = "node", params AttributeProto[] attributes)
    {
        _graph.Node.Add(new NodeProto { OpType = operatorName, Name = name, Input = { inputs }, Output = { $"{name}.out" }, Attribute = { attributes } });
        return $"{name}.out";
    }

    /// <summary>A second output of the last node.</summary>
    public string SecondOutput()
    {
        var node = _graph.Node[^1];
        node.Output.Add($"{node.Name}.out2");
        return node.Output[1];
    }

    /// <summary>QuantizeLinear and DequantizeLinear behind a tensor.</summary>
    public string Convert(string tensor, float scale = Scale, int? zeroPoint = 128, DataType type = DataType.Uint8, bool isVector = false)
    {
        long[] shape = isVector ? [1] : [];
        return ConvertBy(tensor, Constant(shape, [scale]), zeroPoint is { } zero ? Integers(type, shape, [zero]) : null);
    }

    /// <summary>The same with a scale and zero point that are there.</summary>
    public string ConvertBy(string tensor, string scale, string? zeroPoint)
    {
        var number = _graph.Node.Count;
        string[] parameters = zeroPoint is null ? [scale] : [scale, zeroPoint];
        return Node("DequantizeLinear", [Node("QuantizeLinear", [tensor, .. parameters], $"q{number}"), .. parameters], $"dq{number}");
    }

    /// <summary>A 3×3 convolution of 8 channels; the scale of its bias is right unless told otherwise.</summary>
    public string Conv(string input, string name = "node", float biasScale = Scale * WeightScale, DataType biasType = DataType.Int32)
    {
        var bias = Node("DequantizeLinear",
            [Integers(biasType, [Channels], Random(Channels)), Constant([], [biasScale]), Integers(biasType, [], [0])], $"{name}.bias");
        return Node("Conv", [input, Weight([Channels, Channels, 3, 3], $"{name}.weight"), bias], name, Ints("pads", 1, 1, 1, 1));
    }

    /// <summary>The mean over height and width, flat: 1×8.</summary>
    public string Pooled(string input) => Convert(Node("Flatten", [Convert(Node("GlobalAveragePool", [input], "pool"))], "flatten"));

    /// <summary>A matrix product with an 8×8 weight.</summary>
    public string Gemm(string input, params AttributeProto[] attributes) => Node("Gemm",
        [input, Weight([Channels, Channels], "gemm.weight"), Constant([Channels], new float[Channels])], "node", attributes);

    /// <summary>A weight of int8 behind DequantizeLinear.</summary>
    public string Weight(long[] shape, string name)
    {
        var count = (int)shape.Aggregate((a, b) => a * b);
        return Node("DequantizeLinear", [Integers(DataType.Int8, shape, Random(count)), Constant([], [WeightScale]), Integers(DataType.Int8, [], [0])], name);
    }

    /// <summary>A constant of float32.</summary>
    public string Constant(long[] shape, float[] values) => Add(new TensorProto { DataType = (int)DataType.Float, Dims = { shape }, FloatData = { values } });

    /// <summary>A constant of int64.</summary>
    public string Shape(params long[] values) => Add(new TensorProto { DataType = (int)DataType.Int64, Dims = { values.Length }, Int64Data = { values } });

    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    public static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    private string Integers(DataType type, long[] shape, int[] values) => Add(new TensorProto { DataType = (int)type, Dims = { shape }, Int32Data = { values } });

    private int[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.Next(-127, 128))];

    private string Add(TensorProto tensor)
    {
        tensor.Name = $"c{_graph.Initializer.Count}";
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static ValueInfoProto Value(string name, DataType type, long[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)type,
                Shape = new TensorShapeProto { Dim = { shape.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }) } },
            },
        },
    };
}
