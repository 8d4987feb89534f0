using System.Globalization;
using EdgeKd.Onnx;
using Google.Protobuf;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Pipeline.Tests.Teachers;

/// <summary>An ONNX classifier whose logit k is the mean of channel k mod 3, plus k: easily computed a second time.</summary>
internal sealed record PooledModel
{
    /// <summary>The batch size in the file; 0: free.</summary>
    public int Batch { get; init; }

    /// <summary>Height and width in the file; 0: free.</summary>
    public int Size { get; init; }

    public int Classes { get; init; } = 4;

    /// <summary>Whether the input is uint8, N×H×W×3.</summary>
    public bool Bytes { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public ModelProto Build()
    {
        var graph = new GraphProto
        {
            Name = "pooled",
            Input = { Bytes ? Value("images", DataType.Uint8, [Batch, Size, Size, 3]) : Value("images", DataType.Float, [Batch, 3, Size, Size]) },
            Output = { Value("logits", DataType.Float, [Batch, Classes]) },
            Initializer =
            {
                Constant("weight", [3, Classes], i => i % Classes % 3 == i / Classes ? 1 : 0),
                Constant("bias", [Classes], i => i),
            },
        };
        if (Bytes)
        {
            graph.Node.Add(Node("Cast", ["images"], "float", new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (int)DataType.Float }));
            graph.Node.Add(Node("Transpose", ["float"], "nchw", new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 0, 3, 1, 2 } }));
        }
        graph.Node.Add(Node("GlobalAveragePool", [Bytes ? "nchw" : "images"], "map"));
        graph.Node.Add(Node("Flatten", ["map"], "flat"));
        graph.Node.Add(Node("Gemm", ["flat", "weight", "bias"], "logits"));
        var model = new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } } };
        model.MetadataProps.Add(Metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return model;
    }

    private static NodeProto Node(string type, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = output, Output = { output } };
        node.Input.Add(inputs);
        node.Attribute.Add(attributes);
        return node;
    }

    private static ValueInfoProto Value(string name, DataType type, int[] shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto() };
        foreach (var (axis, length) in shape.Index())
        {
            tensor.Shape.Dim.Add(length > 0
                ? new TensorShapeProto.Types.Dimension { DimValue = length }
                : new TensorShapeProto.Types.Dimension { DimParam = string.Create(CultureInfo.InvariantCulture, $"d{axis}") });
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static TensorProto Constant(string name, int[] shape, Func<int, float> value)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float };
        tensor.Dims.Add(shape.Select(length => (long)length));
        tensor.FloatData.Add(Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(value));
        return tensor;
    }
}
