using System.Buffers.Binary;
using System.Numerics;

namespace EdgeKd.Models.PyTorch;

/// <summary>What <c>torch.save</c> wrote before PyTorch 1.6, and still does when told to.</summary>
/// <remarks>
/// Five pickles, one behind the other: a magic number, the protocol 1001, the writer's byte order and sizes, the saved value,
/// the keys of its storages. Then each storage in the order of the keys: its elements as 8 bytes, and its data
/// (torch/serialization.py, _legacy_save). A storage may be a view of another, its root, which alone is written.
/// </remarks>
internal sealed class LegacyTorchArchive : ITorchArchive
{
    private const long ProtocolVersion = 1001;
    private const int LengthBytes = 8;

    private static readonly BigInteger MagicNumber = new([0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]);

    private readonly Stream stream;

    // What the pickle says of each root storage, and where the file has it.
    private readonly Dictionary<string, StorageReference> roots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> begins = new(StringComparer.Ordinal);

    private LegacyTorchArchive(Stream stream)
    {
        this.stream = stream;
        Require(Pickle() is BigInteger magic && magic == MagicNumber, "it is a pickle, but not of torch.save; save the weights with torch.save(model.state_dict(), path)");
        Require(Pickle() is ProtocolVersion, $"it is a PyTorch file of another protocol than {ProtocolVersion}");
        Require(
            Pickle() is PickleDictionary system && system.ByText().GetValueOrDefault("little_endian") is true,
            "it was written on a big-endian machine, and only little-endian files are read");
        Root = Pickle();
        Locate(Pickle() as List<object?> ?? throw new InvalidDataException("the list of its storages is missing"));
    }

    public CheckpointFormat Format => CheckpointFormat.LegacyPyTorch;

    public object? Root { get; }

    /// <param name="stream">Seekable; kept open, disposed with the archive, or by the caller when this throws.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else; the message lacks the path.</exception>
    public static LegacyTorchArchive Open(Stream stream) => new(stream);

    public void Read(StorageReference storage, Span<byte> target)
    {
        stream.Position = begins[storage.Key];
        stream.ReadExactly(target);
    }

    public void Dispose() => stream.Dispose();

    private object? Pickle() => new Unpickler(new PickleStream(stream), Storage).Load();

    private StorageReference Storage(object? identifier)
    {
        var parts = identifier as object?[] ?? [];
        var root = StorageReference.Of(parts);
        if (!roots.TryAdd(root.Key, root) && roots[root.Key] != root)
        {
            throw new InvalidDataException($"storage {QuotedName.Of(root.Key)} is described twice, and differently");
        }

        if (parts.Length < 6 || parts[5] is null)
        {
            return root;
        }

        // key of the view, its first element, its elements
        var elementBytes = ElementBytes(root);
        return parts[5] is object?[] and [_, long and >= 0 and var first, long and >= 0 and var count] && (Int128)first + count <= root.LengthBytes / elementBytes
            ? new StorageReference(root.Key, root.Type, count * elementBytes, root, first * elementBytes)
            : throw new InvalidDataException($"a view of storage {QuotedName.Of(root.Key)} leaves it, or is none");
    }

    private static int ElementBytes(StorageReference storage) => storage.Type is { } type ? TorchType.SizeBytes(type) : 1;

    /// <summary>Walks the storages behind the pickles and requires each to have the length that the pickle says.</summary>
    private void Locate(List<object?> keys)
    {
        Span<byte> elements = stackalloc byte[LengthBytes];
        foreach (var key in keys)
        {
            var name = key as string ?? $"{key as long?}";
            Require(roots.TryGetValue(name, out var root), $"it announces storage {QuotedName.Of(name)}, which no tensor uses");
            Require(stream.Length - stream.Position >= LengthBytes, $"it ends before storage {QuotedName.Of(name)}");
            stream.ReadExactly(elements);
            var count = BinaryPrimitives.ReadInt64LittleEndian(elements);
            var elementBytes = ElementBytes(root!);
            Require(
                count == root!.LengthBytes / elementBytes,
                $"storage {QuotedName.Of(name)} has {count} elements where its pickle says {root.LengthBytes / elementBytes}");
            Require(root.LengthBytes <= stream.Length - stream.Position, $"it ends within storage {QuotedName.Of(name)}");
            Require(begins.TryAdd(name, stream.Position), $"it announces storage {QuotedName.Of(name)} twice");
            stream.Position += root.LengthBytes;
        }

        var lost = roots.Keys.FirstOrDefault(name => !begins.ContainsKey(name));
        Require(lost is null, $"storage {QuotedName.Of(lost ?? "")} is used and not in it");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
