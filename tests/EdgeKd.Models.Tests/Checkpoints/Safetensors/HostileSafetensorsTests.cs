using System.Buffers.Binary;
using System.Text;
using EdgeKd.Models;
using TorchSharp;

namespace EdgeKd.Models.Tests.Checkpoints;

/// <summary>Files made to mislead a reader: each is refused with one line, before anything of its size is allocated.</summary>
[TestFixture]
public class HostileSafetensorsTests
{
    private const string Good = """{"dtype":"U8","shape":[4],"data_offsets":[0,4]}""";

    //  header, data bytes, what the message says
    private static readonly TestCaseData[] Headers =
    [
        Case("not JSON", "hello", 0, "not valid JSON"),
        Case("empty", "", 0, "not valid JSON"),
        Case("a list", "[]", 0, "not a JSON object"),
        Case("half a surrogate", """{"\ud800":1}""", 0, "not valid JSON"),
        Case("deep nesting", """{"a":{"shape":[[[[[1]]]]]}}""", 0, "not valid JSON"),
        Case("tensor is no object", """{"a":1}""", 0, "not described by an object"),
        Case("no dtype", """{"a":{"shape":[4],"data_offsets":[0,4]}}""", 4, "needs exactly"),
        Case("an extra field", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"x":1}}""", 4, "needs exactly"),
        Case("dtype twice", """{"a":{"dtype":"U8","dtype":"F32","shape":[4],"data_offsets":[0,4]}}""", 4, "needs exactly"),
        Case("unknown dtype", """{"a":{"dtype":"F8","shape":[4],"data_offsets":[0,4]}}""", 4, "dtype 'F8'"),
        Case("a dtype that libtorch 1.13 lacks", """{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 4, "dtype 'F8_E4M3', known are F64"),
        Case("65 dimensions", $$$"""{"a":{"dtype":"U8","shape":[{{{string.Join(',', Enumerable.Repeat(1, 65))}}}],"data_offsets":[0,1]}}""", 1, "65 dimensions"),
        Case("a line feed in a name", """{"a\nb":{"dtype":"X","shape":[4],"data_offsets":[0,4]}}""", 4, @"'a\u000ab'"),
        Case("dtype is a number", """{"a":{"dtype":8,"shape":[4],"data_offsets":[0,4]}}""", 4, "dtype '8'"),
        Case("negative side", """{"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", 4, "non-negative"),
        Case("fractional side", """{"a":{"dtype":"U8","shape":[4.5],"data_offsets":[0,4]}}""", 4, "non-negative"),
        Case("side beyond 64 bits", """{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4]}}""", 4, "non-negative"),
        Case("sides overflow", """{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "more elements"),
        Case("sides overflow to zero", """{"a":{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}""", 0, "more elements"),
        Case("huge shape, small data", """{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4]}}""", 4, "needs 4000000000000 bytes and has 4"),
        Case("shape smaller than data", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,4]}}""", 4, "needs 3 bytes and has 4"),
        Case("offsets beyond the file", """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", 4, "lies at 0–8 of 4"),
        Case("offsets reversed", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", 4, "lies at 4–0"),
        Case("one offset", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0]}}""", 4, "two data_offsets"),
        Case("negative offset", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}""", 4, "non-negative"),
        Case("overlap", $$$"""{"a":{{{Good}}},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "overlaps"),
        Case("hole", $$$"""{"a":{{{Good}}},"b":{"dtype":"U8","shape":[4],"data_offsets":[5,9]}}""", 9, "leaves a hole"),
        Case("unclaimed data", $$$"""{"a":{{{Good}}}}""", 9, "end at byte 4 of 9"),
        Case("a name twice", $$$"""{"a":{{{Good}}},"a":{{{Good}}}}""", 4, "'a' twice"),
        Case("metadata twice", $$$"""{"__metadata__":{},"__metadata__":{},"a":{{{Good}}}}""", 4, "'__metadata__' twice"),
        Case("metadata key twice", $$$"""{"__metadata__":{"k":"1","k":"2"},"a":{{{Good}}}}""", 4, "'k' twice"),
        Case("metadata is a number", $$$"""{"__metadata__":{"k":1},"a":{{{Good}}}}""", 4, "not a string"),
        Case("metadata is a list", $$$"""{"__metadata__":[],"a":{{{Good}}}}""", 4, "not an object"),
    ];

    [TestCaseSource(nameof(Headers))]
    public void IsRefused(string header, int dataBytes, string message)
    {
        using var folder = new TemporaryFolder();
        Write(folder["t"], Encoding.UTF8.GetBytes(header), new byte[dataBytes]);
        Assert.That(
            () => Safetensors.Load(folder["t"]),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(message).And.Message.Contains(folder["t"]));
    }

    [TestCase(ulong.MaxValue)]
    [TestCase(1UL << 60)]
    [TestCase(100_000_001UL)]
    [TestCase(9UL)]
    public void AHeaderLongerThanTheFileOrTheLimitIsRefused(ulong announced)
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, announced);
        File.WriteAllBytes(folder["t"], bytes);
        Assert.That(() => Safetensors.Load(folder["t"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains($"header of {announced} bytes"));
    }

    [Test]
    public void AFileShorterThanTheLengthFieldIsRefused([Range(0, 7)] int bytes)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["t"], new byte[bytes]);
        Assert.That(() => Safetensors.Load(folder["t"]), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void BooleansOtherThanZeroAndOneAreRefused()
    {
        using var folder = new TemporaryFolder();
        Write(folder["t"], """{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"""u8, [1, 2]);
        Assert.That(() => Safetensors.Load(folder["t"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("BOOL"));
    }

    [Test]
    public void EveryTruncationAndMostFlipsOfAGoodFileAreErrorsNotCrashes()
    {
        using var scope = torch.NewDisposeScope();
        using var folder = new TemporaryFolder();
        Safetensors.Save(folder["t"], [new("a", torch.ones(3)), new("b", torch.ones(2, 2))]);
        var good = File.ReadAllBytes(folder["t"]);
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(folder["t"], good[..length]);
            Assert.That(() => Safetensors.Load(folder["t"]), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
        }

        var random = new Random(1);
        for (var trial = 0; trial < 500; trial++)
        {
            var bytes = good.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(folder["t"], bytes);
            try
            {
                Safetensors.Load(folder["t"]).Dispose();
            }
            catch (InvalidDataException error)
            {
                Assert.That(error.Message, Does.Contain(folder["t"]).And.Not.Contain("\n"));
            }
        }
    }

    private static TestCaseData Case(string name, string header, int dataBytes, string message) =>
        new TestCaseData(header, dataBytes, message).SetName(name);

    private static void Write(string path, ReadOnlySpan<byte> header, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        File.WriteAllBytes(path, [.. length, .. header, .. data]);
    }
}
