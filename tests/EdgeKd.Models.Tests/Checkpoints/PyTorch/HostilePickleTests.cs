using System.IO.Compression;
using EdgeKd.Models;
using EdgeKd.Models.PyTorch;
using TorchSharp;

namespace EdgeKd.Models.Tests.Checkpoints;

/// <summary>Pickles and archives made to mislead: each is refused with one line, runs nothing and fills no memory.</summary>
[TestFixture]
[NonParallelizable]
public class HostilePickleTests
{
    private const long MaxAllocatedBytes = 50L << 20;

    private static readonly byte[] Data = new byte[24];

    //  a pickle beside one storage of six floats, and what the message says
    private static readonly TestCaseData[] Pickles =
    [
        .. new[]
        {
            "os.system", "posix.system", "builtins.eval", "builtins.exec", "__builtin__.eval", "subprocess.Popen", "builtins.getattr", "torch.load",
            "torch.storage._load_from_bytes", "torch._utils._rebuild_qtensor", "torch._utils._rebuild_sparse_tensor", "torch.ComplexFloatStorage",
            "torch.float8_e4m3fn", "numpy.core.multiarray._reconstruct", "argparse.Namespace", "torch.hub.load", "runpy.run_path",
        }.Select(name => Case($"calls {name}", new PickleBuilder().Global(name).Text("echo").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce).Stop(), $"names '{name}'")),
        Case("calls os.system by a global from the stack", new PickleBuilder().Text("os").Text("system").Op(PickleOpcode.StackGlobal).Stop(), "names 'os.system'"),
        Case("hides a line feed in a name", new PickleBuilder().Text("os").Text("a\nb\u2028c").Op(PickleOpcode.StackGlobal).Stop(), @"names 'os.a\u000ab\u2028c'"),
        Case("makes an instance", new PickleBuilder().Raw((byte)'(', (byte)'i').Raw("os\nsystem\n"u8.ToArray()).Stop(), "opcode 0x69"),
        Case("makes an object", new PickleBuilder().Raw((byte)'(', (byte)'o').Stop(), "opcode 0x6f"),
        Case("makes a new object", new PickleBuilder().Global("torch.Size").Op(PickleOpcode.EmptyTuple).Raw(0x81).Stop(), "opcode 0x81"),
        Case("uses the extension registry", new PickleBuilder().Raw(0x82, 1).Stop(), "opcode 0x82"),
        Case("asks for a buffer outside", new PickleBuilder().Raw(0x97).Stop(), "opcode 0x97"),
        Case("has a protocol of the future", [0x80, 6, (byte)'.'], "protocol 6"),
        Case("calls a word", new PickleBuilder().Global("torch.float32").Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce).Stop(), "'torch.float32', which is no function"),
        Case("calls a number", new PickleBuilder().Number(1).Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce).Stop(), "Reduce stands where"),
        Case("calls with a list", new PickleBuilder().Global("torch.Size").Op(PickleOpcode.EmptyList, PickleOpcode.Reduce).Stop(), "Reduce stands where"),
        Case("sets a list's state", new PickleBuilder().Op(PickleOpcode.EmptyList, PickleOpcode.EmptyDict, PickleOpcode.Build).Stop(), "sets the state"),
        Case("recalls what it never kept", new PickleBuilder().Op(PickleOpcode.BinGet).Raw(9).Stop(), "recalls value 9"),
        Case("stops with nothing", new PickleBuilder().Stop(), "never made"),
        Case("pops nothing", new PickleBuilder().Op(PickleOpcode.Pop).Stop(), "never made"),
        Case("takes from below a mark", new PickleBuilder().Number(1).Op(PickleOpcode.Mark, PickleOpcode.Tuple1).Stop(), "never made"),
        Case("fills a number", new PickleBuilder().Number(1).Number(2).Op(PickleOpcode.Append).Stop(), "Append stands where"),
        Case("has a key without a value", new PickleBuilder().Op(PickleOpcode.EmptyDict, PickleOpcode.Mark).Text("k").Op(PickleOpcode.SetItems).Stop(), "no value"),
        Case("announces 4 GiB of text", new PickleBuilder().Op(PickleOpcode.BinUnicode).Raw(255, 255, 255, 255).Stop(), "more bytes are announced"),
        Case("announces 2^63 bytes of text", new PickleBuilder().Op(PickleOpcode.BinUnicode8).Raw(0, 0, 0, 0, 0, 0, 0, 128).Stop(), "more bytes are announced"),
        Case("announces a long number", new PickleBuilder().Op(PickleOpcode.Long4).Raw(255, 255, 255, 127).Stop(), "more bytes are announced"),
        Case("has no end", [0x80, 2, (byte)'N'], "more bytes are announced"),
        Case("has an endless name", new PickleBuilder().Op(PickleOpcode.Global).Raw([.. Enumerable.Repeat((byte)'a', 5000)]).Stop(), "longer than"),
        Case("holds itself", new PickleBuilder().Op(PickleOpcode.EmptyDict, PickleOpcode.BinPut).Raw(0).Text("model").Op(PickleOpcode.BinGet).Raw(0).Op(PickleOpcode.SetItem).Stop(), "no weights under 'model → model → model → model'"),
        Case("holds no tensors", new PickleBuilder().Op(PickleOpcode.EmptyDict).Text("epoch").Number(1).Op(PickleOpcode.SetItem).Stop(), "no weights but 'epoch'"),
        Case("is a number", new PickleBuilder().Number(1).Stop(), "no weights"),
        Case("refers to no storage", new PickleBuilder().Text("0").Op(PickleOpcode.BinPersId).Stop(), "no storage"),
        Case("refers to a module", new PickleBuilder().Text("module").Op(PickleOpcode.Tuple1, PickleOpcode.BinPersId).Stop(), "whole modules"),
        Case("copies a list again and again", CopyBomb(), "again and again"),

        Case("negative offset", PickleBuilder.OneTensor(offset: -1), "begins at -1"),
        Case("offset behind the storage", PickleBuilder.OneTensor(offset: 1), "leaves its storage '0' of 6 elements"),
        Case("offset beyond all", PickleBuilder.OneTensor(offset: long.MaxValue), "leaves its storage"),
        Case("negative length", PickleBuilder.OneTensor(shape: [-2, 3]), "numbers of 0 or more"),
        Case("negative stride", PickleBuilder.OneTensor(strides: [-3, 1]), "numbers of 0 or more"),
        Case("stride too long", PickleBuilder.OneTensor(strides: [4, 1]), "leaves its storage"),
        Case("strides overflow", PickleBuilder.OneTensor(shape: [3, 3], strides: [long.MaxValue, long.MaxValue]), "leaves its storage"),
        Case("lengths overflow", PickleBuilder.OneTensor(shape: [1L << 62, 1L << 62], strides: [0, 0]), "more than any file"),
        Case("lengths overflow to nothing", PickleBuilder.OneTensor(shape: [1L << 62, 1L << 62, 0], strides: [0, 0, 0]), "more than any file"),
        Case("a terabyte of one element", PickleBuilder.OneTensor(shape: [1L << 38], strides: [0]), "fill the memory"),
        Case("fewer strides than lengths", PickleBuilder.OneTensor(strides: [1]), "2 lengths and 1 strides"),
        Case("65 dimensions", PickleBuilder.OneTensor(shape: [.. Enumerable.Repeat(1L, 65)], strides: [.. Enumerable.Repeat(1L, 65)]), "up to 64 numbers"),
        Case("a storage larger than its record", PickleBuilder.OneTensor(elements: 7), "claims 28 bytes and its record has 24"),
        Case("a storage of negative size", PickleBuilder.OneTensor(elements: -6), "claims -6 elements"),
        Case("a storage of overflowing size", PickleBuilder.OneTensor("torch.DoubleStorage", long.MaxValue / 4), "elements"),
        Case("a tensor of no type", PickleBuilder.OneTensor("torch.UntypedStorage", 24), "does not say what type"),
    ];

    [TestCaseSource(nameof(Pickles))]
    public void IsRefused(byte[] pickle, string message)
    {
        using var folder = new TemporaryFolder();
        PickleBuilder.WriteZip(folder["t"], pickle, ("archive/data/0", Data));
        RequireRefusal(folder["t"], message);
    }

    [Test]
    public void NothingRuns()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "os.system", "posix.system", "nt.system", "commands.getoutput" })
        {
            PickleBuilder.WriteZip(folder["t"], new PickleBuilder().Global(name).Text($"touch '{folder["ran"]}'").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce).Stop());
            RequireRefusal(folder["t"], $"names '{name}'");
        }

        Assert.That(folder.FileNames, Is.EqualTo(new[] { "t" }));
    }

    //  the records of an archive, whether they are compressed, and what the message says
    private static readonly TestCaseData[] Archives =
    [
        new TestCaseData(false, new[] { "archive/data/0" }, "0 records data.pkl").SetName("no pickle"),
        new TestCaseData(false, new[] { "a/data.pkl", "b/data.pkl" }, "2 records data.pkl").SetName("two pickles"),
        new TestCaseData(false, new[] { "data.pkl" }, "0 records data.pkl").SetName("a pickle in no folder"),
        new TestCaseData(false, new[] { "a/b/data.pkl" }, "0 records data.pkl").SetName("a pickle in a deep folder"),
        new TestCaseData(false, new[] { "a/data.pkl" }, "'0' has no record").SetName("no storage"),
        new TestCaseData(false, new[] { "a/data.pkl", "a/data/0", "a/data/0" }, "'a/data/0' twice").SetName("a record twice"),
        new TestCaseData(false, new[] { "a/data.pkl", "a/data/0", "a/constants.pkl" }, "TorchScript").SetName("constants of TorchScript"),
        new TestCaseData(false, new[] { "a/data.pkl", "a/data/0", "a/code/x.py" }, "TorchScript").SetName("code of TorchScript"),
        new TestCaseData(false, new[] { "a/data.pkl", "a/data/0", "a/byteorder" }, "only 'little' is read").SetName("another byte order"),
        new TestCaseData(true, new[] { "a/data.pkl", "a/data/0", "a/bomb" }, "fill the memory").SetName("a zip bomb"),
    ];

    [TestCaseSource(nameof(Archives))]
    public void AnArchiveIsRefused(bool compressed, string[] records, string message)
    {
        using var folder = new TemporaryFolder();
        PickleBuilder.WriteZip(
            folder["t"],
            compressed ? CompressionLevel.SmallestSize : CompressionLevel.NoCompression,
            [.. records.Select(name => (name, name.EndsWith(".pkl") ? PickleBuilder.OneTensor() : name.EndsWith("bomb") ? new byte[40 << 20] : Data))]);
        RequireRefusal(folder["t"], message);
    }

    [Test]
    public void ADamagedStorageIsNoticed()
    {
        using var folder = new TemporaryFolder();
        PyTorchCheckpoint.Save(folder["t"], [new("t", torch.ones(100))]);
        var bytes = File.ReadAllBytes(folder["t"]);
        bytes[bytes.AsSpan().IndexOf(new byte[] { 0x80, 0x3f, 0, 0, 0x80, 0x3f }) + 40] ^= 1;
        File.WriteAllBytes(folder["t"], bytes);
        RequireRefusal(folder["t"], "CRC-32");
    }

    [Test]
    public void BooleansOtherThanZeroAndOneAreRefused()
    {
        using var folder = new TemporaryFolder();
        PickleBuilder.WriteZip(folder["t"], PickleBuilder.OneTensor("torch.BoolStorage"), ("archive/data/0", [0, 1, 2, 0, 1, 0]));
        RequireRefusal(folder["t"], "other bytes than 0 and 1");
    }

    //  protocol, byte order, elements announced, key announced, bytes of data, what the message says
    [TestCase(1002, true, 6, "0", 24, "another protocol", TestName = "an unknown protocol")]
    [TestCase(1001, false, 6, "0", 24, "big-endian", TestName = "big-endian")]
    [TestCase(1001, true, 7, "0", 28, "has 7 elements where its pickle says 6", TestName = "another length")]
    [TestCase(1001, true, -1, "0", 24, "has -1 elements", TestName = "a negative length")]
    [TestCase(1001, true, 6, "1", 24, "storage '1', which no tensor uses", TestName = "another key")]
    [TestCase(1001, true, 6, "0", 23, "ends within storage '0'", TestName = "a byte too few")]
    public void AnOldFileIsRefused(long protocol, bool littleEndian, long elements, string key, int dataBytes, string message)
    {
        using var folder = new TemporaryFolder();
        PickleBuilder.WriteLegacy(folder["t"], PickleBuilder.OneTensor(), key, elements, new byte[dataBytes]);
        var rest = File.ReadAllBytes(folder["t"])[PickleBuilder.LegacyStart().Length..];
        File.WriteAllBytes(folder["t"], [.. PickleBuilder.LegacyStart(protocol, littleEndian), .. rest]);
        RequireRefusal(folder["t"], message);
    }

    [TestCase(5, 2, TestName = "a view behind its storage")]
    [TestCase(long.MaxValue, long.MaxValue, TestName = "a view that overflows")]
    [TestCase(-1, 2, TestName = "a view before its storage")]
    [TestCase(0, -2, TestName = "a view of negative length")]
    public void AViewThatLeavesItsStorageIsRefused(long first, long count)
    {
        using var folder = new TemporaryFolder();
        PickleBuilder.WriteLegacy(folder["t"], Views(1, first, count), "0", 6, Data);
        RequireRefusal(folder["t"], "a view of storage '0' leaves it");
    }

    [Test]
    public void ManyViewsOfAStorageShareItsMemory()
    {
        using var folder = new TemporaryFolder();
        PickleBuilder.WriteLegacy(folder["t"], Views(3000, 0, 16_000), "0", 24_000, new byte[96_000]);
        using var file = CheckpointFile.Load(folder["t"]);
        Assert.That(file.Tensors, Has.Count.EqualTo(3000));
        file.Tensors["0"].fill_(7);
        Assert.That(file.Tensors["2999"].data<float>()[0], Is.EqualTo(7f));
    }

    [Test]
    public void AnotherPickleIsNoCheckpoint()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["t"], PickleBuilder.OneTensor());
        RequireRefusal(folder["t"], "not of torch.save");
        File.WriteAllBytes(folder["t"], new PickleBuilder().Number(1).Stop());
        RequireRefusal(folder["t"], "not of torch.save");
    }

    // A byte that makes the largest object there is, over and over, in an archive that is compressed as far as one may be.
    [TestCase("dictionaries")]
    [TestCase("kept dictionaries")]
    [TestCase("tensors of many dimensions")]
    [TestCase("ordered dictionaries")]
    [TestCase("numbers")]
    public void ManySmallObjectsTakeLittleMemory(string kind)
    {
        using var folder = new TemporaryFolder();
        var pickle = new PickleBuilder();
        byte[] repeated = kind switch
        {
            "dictionaries" => [(byte)PickleOpcode.EmptyDict],
            "kept dictionaries" => [(byte)PickleOpcode.EmptyDict, (byte)PickleOpcode.Memoize],
            "numbers" => [(byte)PickleOpcode.BinInt1, 1],
            "ordered dictionaries" => [(byte)PickleOpcode.BinGet, 0, (byte)PickleOpcode.EmptyTuple, (byte)PickleOpcode.Reduce],
            _ => [(byte)PickleOpcode.BinGet, 0, (byte)PickleOpcode.BinGet, 1, (byte)PickleOpcode.Reduce],
        };
        pickle.Global(kind == "ordered dictionaries" ? "collections.OrderedDict" : "torch._utils._rebuild_tensor").Op(PickleOpcode.BinPut).Raw(0);
        var ones = Enumerable.Repeat(1L, 64).ToArray();
        pickle.Op(PickleOpcode.Mark).Storage("torch.FloatStorage", "0", 6).Number(0).Numbers(ones).Numbers(ones).Op(PickleOpcode.Tuple, PickleOpcode.BinPut).Raw(1);
        var count = (UnpackingLimit.RecordBytes - 4096) / repeated.Length;
        PickleBuilder.WriteZip(
            folder["t"],
            CompressionLevel.SmallestSize,
            ("archive/data.pkl", pickle.Raw([.. Enumerable.Repeat(repeated, count).SelectMany(bytes => bytes)]).Op(PickleOpcode.None).Stop()),
            ("archive/data/0", Data));
        Assert.That(new FileInfo(folder["t"]).Length, Is.LessThan(64 << 10));
        RequireRefusal(folder["t"], "no weights", MaxAllocatedBytes * 4);
    }

    // Ten thousand pairs in a list, and then thousands of dictionaries made of it.
    private static byte[] CopyBomb()
    {
        // 0: the function, 1: a pair, 2: its arguments, one list of many pairs
        var pickle = new PickleBuilder().Global("collections.OrderedDict").Op(PickleOpcode.BinPut).Raw(0)
            .Numbers(1, 2).Op(PickleOpcode.BinPut).Raw(1)
            .Op(PickleOpcode.EmptyList, PickleOpcode.Mark);
        for (var i = 0; i < 10_000; i++)
        {
            pickle.Op(PickleOpcode.BinGet).Raw(1);
        }

        pickle.Op(PickleOpcode.Appends, PickleOpcode.Tuple1, PickleOpcode.BinPut).Raw(2);
        for (var i = 0; i < 8_000; i++)
        {
            pickle.Op(PickleOpcode.BinGet).Raw(0).Op(PickleOpcode.BinGet).Raw(2).Op(PickleOpcode.Reduce);
        }

        return pickle.Stop();
    }

    // Tensors of one element, each in a view of its own.
    private static byte[] Views(int tensors, long first, long count)
    {
        var pickle = new PickleBuilder().Op(PickleOpcode.EmptyDict);
        for (var i = 0; i < tensors; i++)
        {
            var key = i;
            pickle.Text($"{i}").Global("torch._utils._rebuild_tensor").Op(PickleOpcode.Mark)
                .Storage("torch.FloatStorage", "0", tensors > 1 ? 24_000 : 6, view => view.Op(PickleOpcode.Mark).Text($"view {key}").Number(first).Number(count + key - tensors + 1).Op(PickleOpcode.Tuple))
                .Number(0).Numbers(1).Numbers(1).Op(PickleOpcode.Tuple, PickleOpcode.Reduce, PickleOpcode.SetItem);
        }

        return pickle.Stop();
    }

    private static void RequireRefusal(string path, string message, long maxAllocatedBytes = MaxAllocatedBytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(
            () => CheckpointFile.Load(path),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(message).And.Message.StartsWith(path).And.Message.Not.Contains("\n"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(maxAllocatedBytes));
    }

    private static TestCaseData Case(string name, byte[] pickle, string message) => new TestCaseData(pickle, message).SetName($"A pickle that {name}");
}
