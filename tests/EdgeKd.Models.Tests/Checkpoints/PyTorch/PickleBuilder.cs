using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using EdgeKd.Models.PyTorch;

namespace EdgeKd.Models.Tests.Checkpoints;

/// <summary>Pickles by hand, for what Debian's PyTorch does not write.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> bytes = [(byte)PickleOpcode.Proto, 2];

    public byte[] Stop() => [.. bytes, (byte)PickleOpcode.Stop];

    public PickleBuilder Raw(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    public PickleBuilder Op(params PickleOpcode[] opcodes) => Raw([.. opcodes.Select(opcode => (byte)opcode)]);

    public PickleBuilder Global(string name)
    {
        var dot = name.LastIndexOf('.');
        return Op(PickleOpcode.Global).Raw(Encoding.UTF8.GetBytes($"{name[..dot]}\n{name[(dot + 1)..]}\n"));
    }

    public PickleBuilder Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return Op(PickleOpcode.BinUnicode).Raw(length).Raw(utf8);
    }

    public PickleBuilder Number(long value)
    {
        var number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        return Op(PickleOpcode.Long1).Raw(8).Raw(number);
    }

    public PickleBuilder Numbers(params long[] values)
    {
        Op(PickleOpcode.Mark);
        foreach (var value in values)
        {
            Number(value);
        }

        return Op(PickleOpcode.Tuple);
    }

    public PickleBuilder Storage(string type, string key, long elements, Action<PickleBuilder>? view = null)
    {
        Op(PickleOpcode.Mark).Text("storage").Global(type).Text(key).Text("cpu").Number(elements);
        view?.Invoke(this);
        return Op(PickleOpcode.Tuple, PickleOpcode.BinPersId);
    }

    /// <summary>A dictionary of one tensor <c>t</c> of storage 0.</summary>
    public static byte[] OneTensor(string type = "torch.FloatStorage", long elements = 6, long offset = 0, long[]? shape = null, long[]? strides = null) =>
        new PickleBuilder().Op(PickleOpcode.EmptyDict).Text("t")
            .Global("torch._utils._rebuild_tensor_v2").Op(PickleOpcode.Mark)
            .Storage(type, "0", elements).Number(offset).Numbers(shape ?? [2, 3]).Numbers(strides ?? [3, 1])
            .Op(PickleOpcode.NewFalse, PickleOpcode.EmptyDict, PickleOpcode.Tuple, PickleOpcode.Reduce, PickleOpcode.SetItem).Stop();

    /// <summary>An archive as torch.save lays it out.</summary>
    public static void WriteZip(string path, byte[] pickle, params (string Name, byte[] Content)[] records) =>
        WriteZip(path, CompressionLevel.NoCompression, [("archive/data.pkl", pickle), .. records]);

    public static void WriteZip(string path, CompressionLevel level, params (string Name, byte[] Content)[] records)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, content) in records)
        {
            using var entry = zip.CreateEntry(name, level).Open();
            entry.Write(content);
        }
    }

    /// <summary>A file of the old format with one storage.</summary>
    public static void WriteLegacy(string path, byte[] pickle, string key, long elements, byte[] data)
    {
        var keys = new PickleBuilder().Op(PickleOpcode.EmptyList).Text(key).Op(PickleOpcode.Append).Stop();
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, elements);
        File.WriteAllBytes(path, [.. LegacyStart(), .. pickle, .. keys, .. length, .. data]);
    }

    /// <summary>Magic number, protocol and machine of the old format.</summary>
    public static byte[] LegacyStart(long protocol = 1001, bool littleEndian = true) =>
    [
        .. new PickleBuilder().Op(PickleOpcode.Long1).Raw(10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Stop(),
        .. new PickleBuilder().Number(protocol).Stop(),
        .. new PickleBuilder().Op(PickleOpcode.EmptyDict).Text("little_endian")
            .Op(littleEndian ? PickleOpcode.NewTrue : PickleOpcode.NewFalse, PickleOpcode.SetItem).Stop(),
    ];
}
