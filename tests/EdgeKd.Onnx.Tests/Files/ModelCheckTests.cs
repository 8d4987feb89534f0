using Google.Protobuf;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx.Tests.Files;

[TestFixture]
public class ModelCheckTests
{
    private static readonly (string Name, Action<ModelProto> Break, string Message)[] Damages =
    [
        ("no IR version", m => m.ClearIrVersion(), "no IR version"),
        ("old IR version", m => m.IrVersion = 2, "IR version 2"),
        ("no graph", m => m.Graph = null, "no graph"),
        ("no operator set", m => m.OpsetImport.Clear(), "operator set"),
        ("a line feed in a name", m => { m.Graph.Initializer[0].Name = "a\nb"; m.Graph.Initializer[0].ClearDataType(); }, @"'a\u000ab'"),
        ("no type", m => m.Graph.Initializer[0].ClearDataType(), "'w'"),
        ("too few bytes", m => m.Graph.Initializer[0].RawData = ByteString.CopyFrom(1, 2), "needs 24 bytes and it holds 2"),
        ("too few values", m => m.Graph.Initializer[1].FloatData.RemoveAt(0), "needs 2 values and it holds 1"),
        ("negative dimension", m => m.Graph.Initializer[0].Dims[0] = -1, "negative"),
        ("overflowing shape", m => m.Graph.Initializer[0].Dims.Add([1L << 62, 1L << 62, 4]), "too large"),
        ("many dimensions", m => m.Graph.Initializer[0].Dims.Add(Enumerable.Repeat(1L, 40)), "dimensions"),
        ("external location", m => m.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External, "another file"),
        ("external entry", m => m.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../secret" }), "another file"),
        ("external in an attribute", m => m.Graph.Node[0].Attribute[4].T.DataLocation = TensorProto.Types.DataLocation.External, "'constant'"),
        ("external in a subgraph", m => m.Graph.Node[0].Attribute[5].G.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External, "'body'"),
        ("sparse without values", m => m.Graph.SparseInitializer.Add(new SparseTensorProto()), "sparse"),
    ];

    [Test]
    public void Every_damage_has_its_message([Range(0, 15)] int number)
    {
        var (name, damage, message) = Damages[number];
        var model = SmallModel.Create();
        damage(model);
        var error = Assert.Throws<InvalidDataException>(() => OnnxFile.Parse(model.ToByteArray(), "bad.onnx"), name)!;
        Assert.That(error.Message, Does.StartWith("bad.onnx: ").And.Contain(message).And.Not.Contain("\n"));
    }

    [Test]
    public void Types_of_the_future_are_kept()
    {
        var model = SmallModel.Create();
        model.Graph.Initializer.Add(SmallModel.Tensor("int4", (DataType)22, [3], 2));
        Assert.That(OnnxFile.Parse(model.ToByteArray(), "m"), Is.EqualTo(model));
    }

    [TestCase(DataType.Float, 4)]
    [TestCase(DataType.Uint8, 1)]
    [TestCase(DataType.Int8, 1)]
    [TestCase(DataType.Bool, 1)]
    [TestCase(DataType.Float16, 2)]
    [TestCase(DataType.Bfloat16, 2)]
    [TestCase(DataType.Int16, 2)]
    [TestCase(DataType.Uint16, 2)]
    [TestCase(DataType.Int32, 4)]
    [TestCase(DataType.Uint32, 4)]
    [TestCase(DataType.Int64, 8)]
    [TestCase(DataType.Uint64, 8)]
    [TestCase(DataType.Double, 8)]
    [TestCase(DataType.Complex64, 8)]
    [TestCase(DataType.Complex128, 16)]
    public void Raw_data_has_the_bytes_of_its_type(DataType type, int size)
    {
        var model = SmallModel.Create();
        model.Graph.Initializer.Add(SmallModel.Tensor("t", type, [5], 5 * size));
        Assert.That(() => OnnxFile.Parse(model.ToByteArray(), "m"), Throws.Nothing);
        model.Graph.Initializer.Add(SmallModel.Tensor("t", type, [5], 5 * size - 1));
        Assert.That(() => OnnxFile.Parse(model.ToByteArray(), "m"), Throws.TypeOf<InvalidDataException>());
    }
}
