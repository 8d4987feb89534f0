using Google.Protobuf;

namespace EdgeKd.Onnx.Tests.Files;

[TestFixture]
public class OnnxFileTests
{
    [Test]
    public void What_is_saved_is_loaded()
    {
        using var folder = new TemporaryFolder();
        var model = SmallModel.Create();
        OnnxFile.Save(model, folder.File("a.onnx"));
        Assert.That(OnnxFile.Load(folder.File("a.onnx")), Is.EqualTo(model));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1), "no temporary file is left");
    }

    [Test]
    public void The_same_model_gives_the_same_bytes_and_replaces_the_old_file()
    {
        using var folder = new TemporaryFolder();
        OnnxFile.Save(SmallModel.Create(), folder.File("a.onnx"));
        var first = File.ReadAllBytes(folder.File("a.onnx"));
        File.WriteAllText(folder.File("a.onnx"), "something else");
        OnnxFile.Save(SmallModel.Create(), folder.File("a.onnx"));
        Assert.That(File.ReadAllBytes(folder.File("a.onnx")), Is.EqualTo(first));
    }

    [Test]
    public void Set_zeros_and_empty_texts_stay_set()
    {
        var model = OnnxFile.Parse(SmallModel.Create().ToByteArray(), "m");
        Assert.That(model.HasModelVersion && model.HasDocString, Is.True);
        Assert.That(model.Graph.Node[0].Attribute[0].HasF, Is.True);
        Assert.That(model.OpsetImport[0].HasDomain, Is.True);
        Assert.That(model.Graph.Node[0].HasDocString, Is.False);
    }

    [Test]
    public void Fields_that_the_schema_does_not_name_survive()
    {
        // functions (25) of the model, quantization_annotation (14) of the graph, overload (8) of the node, and a sequence
        // type (4) in a value: as bytes behind the messages, each of them a message with one text in field 1.
        byte[] Field(int number) => [.. Tag(number), 5, 0x0A, 3, (byte)'a', (byte)'b', (byte)'c'];
        var model = SmallModel.Create();
        var node = NodeProto.Parser.ParseFrom([.. model.Graph.Node[0].ToByteArray(), .. Field(8)]);
        model.Graph.Node[0] = node;
        model.Graph.Input[0].Type = TypeProto.Parser.ParseFrom(Field(4));
        model.Graph = GraphProto.Parser.ParseFrom([.. model.Graph.ToByteArray(), .. Field(14)]);
        byte[] bytes = [.. model.ToByteArray(), .. Field(25), .. Field(1000)];

        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.onnx"), bytes);
        var loaded = OnnxFile.Load(folder.File("a.onnx"));
        loaded.ProducerName = "changed";
        OnnxFile.Save(loaded, folder.File("b.onnx"));
        loaded.ProducerName = "test";
        OnnxFile.Save(loaded, folder.File("c.onnx"));
        Assert.That(File.ReadAllBytes(folder.File("c.onnx")), Is.EqualTo(bytes));
        Assert.That(File.ReadAllBytes(folder.File("b.onnx")), Has.Length.EqualTo(bytes.Length + 3));

        static byte[] Tag(int number)
        {
            using var stream = new MemoryStream();
            using (var output = new CodedOutputStream(stream))
                output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            return stream.ToArray();
        }
    }

    [Test]
    public void Every_cut_is_an_error_or_a_smaller_model()
    {
        var bytes = SmallModel.Create().ToByteArray();
        var refused = 0;
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                OnnxFile.Parse(bytes.AsSpan(0, length), "cut.onnx");
            }
            catch (InvalidDataException e)
            {
                refused++;
                Assert.That(e.Message, Does.StartWith("cut.onnx: ").And.Not.Contain("\n"));
            }
        }

        // Only a cut between two top-level fields behind the graph leaves a whole model.
        Assert.That(refused, Is.GreaterThan(bytes.Length - 5));
    }

    [Test]
    public void A_cut_file_says_where_it_ends()
    {
        var bytes = SmallModel.Create().ToByteArray();
        var error = Assert.Throws<InvalidDataException>(() => OnnxFile.Parse(bytes.AsSpan(0, bytes.Length / 2), "cut.onnx"))!;
        Assert.That(error.Message, Does.Contain("bytes are announced").And.Contain("in the model"));
    }

    [Test]
    public void A_missing_file_is_named() =>
        Assert.That(() => OnnxFile.Load("no/such.onnx"), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("no/such.onnx"));

    [Test]
    public void A_file_that_is_too_large_is_not_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("large.onnx");
        using (var stream = File.Create(path))
            stream.SetLength(3L << 30);
        Assert.That(() => OnnxFile.Load(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("3,221,225,472"));
        OnnxFile.Save(SmallModel.Create(), path);
        var size = new FileInfo(path).Length;
        Assert.That(() => OnnxFile.Load(path, size), Throws.Nothing);
        Assert.That(() => OnnxFile.Load(path, size - 1), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Saving_into_no_folder_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => OnnxFile.Save(SmallModel.Create(), folder.File("none/a.onnx")), Throws.InstanceOf<IOException>());
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
    }
}
