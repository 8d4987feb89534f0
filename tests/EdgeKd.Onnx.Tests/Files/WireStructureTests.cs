using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;

namespace EdgeKd.Onnx.Tests.Files;

[TestFixture]
public class WireStructureTests
{
    [TestCase(new byte[] { 0x00 }, "number", TestName = "Field number zero")]
    [TestCase(new byte[] { 0x0B }, "wire type 3", TestName = "A group begins")]
    [TestCase(new byte[] { 0x0C }, "wire type 4", TestName = "A group ends")]
    [TestCase(new byte[] { 0x0E }, "wire type 6", TestName = "No such wire type")]
    [TestCase(new byte[] { 0x08 }, "middle of a number", TestName = "A varint is cut")]
    [TestCase(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "more than ten", TestName = "A varint is too long")]
    [TestCase(new byte[] { 0x3A, 0x7F }, "127 bytes are announced and 0 are left", TestName = "A message is cut")]
    [TestCase(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "announced", TestName = "A length is huge")]
    [TestCase(new byte[] { 0x3A, 0x02, 0x0A, 0x7F }, "in graph", TestName = "A length leaves its message")]
    [TestCase(new byte[] { 0x3A, 0x04, 0x0A, 0x00, 0x0A, 0x01 }, "in graph", TestName = "The second node is cut")]
    [TestCase(new byte[] { 0x0D, 0x00, 0x00 }, "announced", TestName = "Four bytes are cut")]
    [TestCase(new byte[] { 0x09, 0x00, 0x00 }, "announced", TestName = "Eight bytes are cut")]
    public void Damage_is_named(byte[] bytes, string message) =>
        Assert.That(() => OnnxFile.Parse(bytes, "bad.onnx"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.StartsWith("bad.onnx: "));

    [Test]
    public void The_path_leads_to_the_damaged_node()
    {
        var node = new NodeProto { Attribute = { new AttributeProto(), new AttributeProto { Name = "abc" } } }.ToByteArray();
        node[^4] = 0x7F; // the length of the name
        byte[] graph = [0x0A, 0x00, 0x0A, (byte)node.Length, .. node];
        byte[] model = [0x3A, (byte)graph.Length, .. graph];
        Assert.That(() => OnnxFile.Parse(model, "m"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("graph.node[1].attribute[1]"));
    }

    [Test]
    public void Deep_nesting_is_refused()
    {
        var graph = new GraphProto();
        for (var i = 0; i < 40; i++)
            graph = new GraphProto { Node = { new NodeProto { Attribute = { new AttributeProto { G = graph } } } } };
        var bytes = new ModelProto { IrVersion = 8, Graph = graph }.ToByteArray();
        Assert.That(() => OnnxFile.Parse(bytes, "m"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("nested"));
    }

    [Test]
    public void Many_empty_messages_are_refused_before_they_become_objects()
    {
        // Two bytes each: 4 MB that would become more than half a gigabyte of nodes.
        var graph = new byte[2 * (WireStructure.MaxObjects + 1)];
        for (var i = 0; i < graph.Length; i += 2)
            graph[i] = 0x0A;
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(7, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(graph));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => OnnxFile.Parse(stream.ToArray(), "m"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("more than 2,000,000"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100L << 20));
    }

    [Test]
    public void Any_change_of_a_file_is_a_clear_error_or_a_model()
    {
        var original = SmallModel.Create().ToByteArray();
        var changes = Gen.ListOf(Gen.Choose(0, original.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(value => (at, (byte)value))));
        var cut = Gen.Choose(0, 3).SelectMany(kind => Gen.Choose(0, original.Length).Select(at => kind == 0 ? at : original.Length));
        var files = changes.SelectMany(list => cut.Select(length =>
        {
            var bytes = (byte[])original.Clone();
            foreach (var (at, value) in list)
                bytes[at] = value;
            return bytes[..length];
        }));
        Prop.ForAll(files.ToArbitrary(), RefusesOrReads).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Test]
    public void Noise_is_a_clear_error_or_a_model() =>
        Prop.ForAll<byte[]>(RefusesOrReads).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static bool RefusesOrReads(byte[] bytes)
    {
        try
        {
            var model = OnnxFile.Parse(bytes, "fuzzed.onnx");
            // What was accepted can be shown and written, and is then the same model.
            _ = OnnxSummary.Describe(model).ToString();
            return OnnxFile.Parse(model.ToByteArray(), "again").Equals(model);
        }
        catch (InvalidDataException e)
        {
            return e.Message.StartsWith("fuzzed.onnx: ", StringComparison.Ordinal) && !e.Message.Contains('\n');
        }
    }
}
