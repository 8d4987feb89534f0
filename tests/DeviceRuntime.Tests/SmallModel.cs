using System.Text.Json;
using EdgeKd.Data;
using EdgeKd.Onnx;
using Google.Protobuf;

namespace EdgeKd.DeviceRuntime.Tests;

/// <summary>Writes small classifiers of ONNX's own operators.</summary>
internal static class SmallModel
{
    public static Normalization Normalization { get; } = Normalization.ImageNet;

    public static string[] Labels(int classes) => [.. Enumerable.Range(0, classes).Select(k => $"class-{k}")];

    /// <summary>Convolution, Relu, mean over the picture and a linear layer: something of each kind that real networks have.</summary>
    /// <param name="size">Height and width of the input, in pixels.</param>
    /// <param name="classes">Classes, K.</param>
    /// <param name="seed">Of the weights.</param>
    public static byte[] Convolutional(int size, int classes, int seed = 1)
    {
        const int channels = 16;
        var random = new Random(seed);
        var graph = Graph([0, 3, size, size], classes);
        graph.Node.Add(new NodeProto
        {
            OpType = "Conv", Name = "conv", Input = { "input", "conv.w", "conv.b" }, Output = { "convolved" },
            Attribute = { Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1), Ints("strides", 2, 2) },
        });
        graph.Node.Add(new NodeProto { OpType = "Relu", Name = "relu", Input = { "convolved" }, Output = { "active" } });
        graph.Node.Add(new NodeProto { OpType = "GlobalAveragePool", Name = "pool", Input = { "active" }, Output = { "pooled" } });
        graph.Node.Add(new NodeProto { OpType = "Flatten", Name = "flatten", Input = { "pooled" }, Output = { "features" } });
        graph.Node.Add(new NodeProto { OpType = "Gemm", Name = "gemm", Input = { "features", "gemm.w", "gemm.b" }, Output = { "logits" } });
        graph.Initializer.Add(Constant("conv.w", [channels, 3, 3, 3], random));
        graph.Initializer.Add(Constant("conv.b", [channels], random));
        graph.Initializer.Add(Constant("gemm.w", [channels, classes], random));
        graph.Initializer.Add(Constant("gemm.b", [classes], random));
        return Model(graph, size, size, classes);
    }

    /// <summary>Answers with its input: what the preprocessing gave, number by number.</summary>
    /// <param name="size">Height and width of the input, in pixels.</param>
    /// <param name="shorterSide">What pictures are resized to first.</param>
    /// <param name="interpolation">The filter.</param>
    public static byte[] Identity(int size, int shorterSide, Interpolation interpolation)
    {
        var graph = Graph([0, 3, size, size], 3 * size * size);
        graph.Node.Add(new NodeProto { OpType = "Flatten", Name = "flatten", Input = { "input" }, Output = { "logits" } });
        return Model(graph, size, shorterSide, null, interpolation);
    }

    private static GraphProto Graph(int[] input, int classes) => new() { Name = "small", Input = { Value("input", input) }, Output = { Value("logits", [0, classes]) } };

    private static byte[] Model(GraphProto graph, int size, int shorterSide, int? classes, Interpolation interpolation = Interpolation.Bilinear)
    {
        var model = new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } } };
        Metadata("edgekd.mean", JsonSerializer.Serialize(Normalization.Mean));
        Metadata("edgekd.standard_deviation", JsonSerializer.Serialize(Normalization.StandardDeviation));
        Metadata("edgekd.resize_shorter_side", $"{shorterSide}");
        Metadata("edgekd.interpolation", interpolation.ToString().ToLowerInvariant());
        if (classes is { } count)
            Metadata("edgekd.labels", JsonSerializer.Serialize(Labels(count)));
        return model.ToByteArray();

        void Metadata(string key, string value) => model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    private static TensorProto Constant(string name, long[] shape, Random random) => new()
    {
        Name = name, DataType = (int)TensorProto.Types.DataType.Float, Dims = { shape },
        FloatData = { Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (float)(random.NextDouble() - 0.5)) },
    };

    private static ValueInfoProto Value(string name, int[] shape)
    {
        var dimensions = shape.Select(d => d > 0 ? new TensorShapeProto.Types.Dimension { DimValue = d } : new() { DimParam = "N" });
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new TensorShapeProto { Dim = { dimensions } } };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
