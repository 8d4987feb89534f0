using EdgeKd.Onnx;
using Google.Protobuf;

namespace EdgeKd.Edge.Tests;

/// <summary>Writes a linear classifier (Flatten, Gemm) whose logits are easily computed a second time.</summary>
internal sealed class TestModel
{
    public int Channels { get; init; } = 3;
    public int Height { get; init; } = 4;
    public int Width { get; init; } = 5;
    public int Classes { get; init; } = 7;

    /// <summary>The batch size in the file; 0: free.</summary>
    public int Batch { get; init; }
    public Dictionary<string, string> Metadata { get; } = [];

    public int InputLength => Channels * Height * Width;

    /// <summary>Weight of class k for input element j.</summary>
    public float Weight(int k, int j) => MathF.Sin(1 + k * 31 + j * 7);

    public float Bias(int k) => k * 0.1f;

    public float[] Logits(ReadOnlySpan<float> image)
    {
        var logits = new float[Classes];
        for (var k = 0; k < Classes; k++)
        {
            double sum = Bias(k);
            for (var j = 0; j < InputLength; j++)
                sum += (double)Weight(k, j) * image[j];
            logits[k] = (float)sum;
        }

        return logits;
    }

    public ModelProto Build()
    {
        var graph = new GraphProto
        {
            Name = "linear",
            Node =
            {
                new NodeProto { OpType = "Flatten", Name = "flatten", Input = { "input" }, Output = { "flat" } },
                new NodeProto { OpType = "Gemm", Name = "gemm", Input = { "flat", "w", "b" }, Output = { "logits" } },
            },
            Initializer =
            {
                Constant("w", [InputLength, Classes], i => Weight(i % Classes, i / Classes)),
                Constant("b", [Classes], Bias),
            },
            Input = { Value("input", [Batch, Channels, Height, Width]) },
            Output = { Value("logits", [Batch, Classes]) },
        };
        var model = new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } } };
        foreach (var (key, value) in Metadata)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    public string Save(TemporaryFolder folder, string name = "model.onnx") => Save(Build(), folder, name);

    public static string Save(ModelProto model, TemporaryFolder folder, string name = "model.onnx")
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    public static ValueInfoProto Value(string name, int[] dims, TensorProto.Types.DataType type = TensorProto.Types.DataType.Float)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            shape.Dim.Add(dim > 0
                ? new TensorShapeProto.Types.Dimension { DimValue = dim }
                : new TensorShapeProto.Types.Dimension { DimParam = "N" });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }

    private static TensorProto Constant(string name, long[] dims, Func<int, float> element) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { dims },
        FloatData = { Enumerable.Range(0, (int)dims.Aggregate((a, b) => a * b)).Select(element) },
    };
}
