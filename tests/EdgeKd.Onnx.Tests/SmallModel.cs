using Google.Protobuf;
using AttributeType = EdgeKd.Onnx.AttributeProto.Types.AttributeType;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx.Tests;

/// <summary>A model that uses every message of the schema, made without a network.</summary>
internal static class SmallModel
{
    public static ModelProto Create() => new()
    {
        IrVersion = 8,
        ProducerName = "test",
        ProducerVersion = "1.2",
        ModelVersion = 0,
        DocString = "",
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 }, new OperatorSetIdProto { Domain = "own", Version = 1 } },
        MetadataProps = { new StringStringEntryProto { Key = "key", Value = "value" } },
        Graph = new GraphProto
        {
            Name = "small",
            Node =
            {
                new NodeProto
                {
                    OpType = "Gemm", Name = "gemm", Input = { "x", "w", "" }, Output = { "y" },
                    Attribute =
                    {
                        new AttributeProto { Name = "alpha", Type = AttributeType.Float, F = 0 },
                        new AttributeProto { Name = "transB", Type = AttributeType.Int, I = 1 },
                        new AttributeProto { Name = "text", Type = AttributeType.String, S = ByteString.CopyFromUtf8("abc") },
                        new AttributeProto { Name = "ints", Type = AttributeType.Ints, Ints = { 1, -1, long.MaxValue } },
                        new AttributeProto { Name = "constant", Type = AttributeType.Tensor, T = Tensor("c", DataType.Int64, [2], 16) },
                        new AttributeProto { Name = "body", Type = AttributeType.Graph, G = new GraphProto { Name = "inner", Initializer = { Tensor("i", DataType.Uint8, [3], 3) } } },
                    },
                },
            },
            Initializer =
            {
                Tensor("w", DataType.Float, [2, 3], 24),
                new TensorProto { Name = "typed", DataType = (int)DataType.Float, Dims = { 2 }, FloatData = { 1, 2 } },
                new TensorProto { Name = "scalar", DataType = (int)DataType.Double, DoubleData = { 0.5 } },
            },
            Input = { GraphWriter.ValueInfo("x", [3]) },
            Output = { GraphWriter.ValueInfo("y", [2]) },
        },
    };

    public static TensorProto Tensor(string name, DataType type, long[] dims, int bytes) => new()
    {
        Name = name,
        DataType = (int)type,
        Dims = { dims },
        RawData = ByteString.CopyFrom([.. Enumerable.Range(0, bytes).Select(i => (byte)i)]),
    };
}
