using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace EdgeKd.Models.PyTorch;

/// <summary>The ZIP archive of PyTorch 1.6 and later: <c>NAME/data.pkl</c>, and <c>NAME/data/KEY</c> for each storage.</summary>
/// <remarks>
/// Layout: caffe2/serialize/inline_container.h. PyTorch stores its records without compression; archives packed anew are read
/// too, as far as <see cref="UnpackingLimit"/> allows.
/// </remarks>
internal sealed class ZipTorchArchive : ITorchArchive
{
    private const string PickleName = "data.pkl";
    private const int LargestByteOrder = 16;

    // A pickle of a million tensors has about 200 MB.
    private const int LargestPickleBytes = 1 << 30;

    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> records;
    private readonly string folder;

    private ZipTorchArchive(ZipArchive zip, Dictionary<string, ZipArchiveEntry> records, string folder)
    {
        this.zip = zip;
        this.records = records;
        this.folder = folder;
        Require(!IsTorchScript(), "it is a TorchScript archive (torch.jit.save), which holds code; save the weights with torch.save(model.state_dict(), path)");
        RequireLittleEndian();
        using var pickle = new MemoryStream(ReadAll(records[folder + PickleName]));
        Root = new Unpickler(new PickleStream(pickle), Storage).Load();
    }

    public CheckpointFormat Format => CheckpointFormat.PyTorch;

    public object? Root { get; }

    /// <summary>Whether a list of entries is that of a PyTorch archive.</summary>
    public static bool IsOne(IEnumerable<string> names) => names.Any(IsPickle);

    /// <param name="stream">Kept open; disposed with the archive, or by the caller when this throws.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, or holds something else; the message lacks the path.</exception>
    public static ZipTorchArchive Open(Stream stream)
    {
        var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false);
        var records = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        var limit = new UnpackingLimit(stream.Length, UnpackingLimit.RecordBytes);
        foreach (var entry in zip.Entries)
        {
            Require(records.TryAdd(entry.FullName, entry), $"it holds {QuotedName.Of(entry.FullName)} twice");
            Require(!entry.IsEncrypted, $"{QuotedName.Of(entry.FullName)} is encrypted");
            limit.Add((UInt128)Math.Max(entry.Length, 0));
        }

        var pickles = records.Keys.Where(IsPickle).ToArray();
        Require(pickles.Length == 1, $"it is a ZIP archive with {pickles.Length} records {PickleName} where a PyTorch file has one");
        return new ZipTorchArchive(zip, records, pickles[0][..^PickleName.Length]);
    }

    public void Read(StorageReference storage, Span<byte> target) => Read(records[$"{folder}data/{storage.Key}"], target);

    public void Dispose() => zip.Dispose();

    private static bool IsPickle(string name) =>
        name.EndsWith("/" + PickleName, StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.Length - PickleName.Length - 1;

    private bool IsTorchScript() =>
        records.ContainsKey(folder + "constants.pkl") || records.Keys.Any(name => name.StartsWith(folder + "code/", StringComparison.Ordinal));

    private void RequireLittleEndian()
    {
        if (records.TryGetValue(folder + "byteorder", out var entry))
        {
            var order = entry.Length <= LargestByteOrder ? Encoding.ASCII.GetString(ReadAll(entry)) : "something else";
            Require(order == "little", $"its byte order is {QuotedName.Of(order)}, and only 'little' is read");
        }
    }

    private StorageReference Storage(object? identifier)
    {
        var storage = StorageReference.Of(identifier as object?[] ?? []);
        if (!records.TryGetValue($"{folder}data/{storage.Key}", out var record))
        {
            throw new InvalidDataException($"storage {QuotedName.Of(storage.Key)} has no record in it");
        }

        if (record.Length != storage.LengthBytes)
        {
            throw new InvalidDataException($"storage {QuotedName.Of(storage.Key)} claims {storage.LengthBytes} bytes and its record has {record.Length}");
        }

        return storage;
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        Require(entry.Length <= LargestPickleBytes, $"{QuotedName.Of(entry.FullName)} has {entry.Length} bytes, more than the {LargestPickleBytes} that are read");
        var bytes = new byte[entry.Length];
        Read(entry, bytes);
        return bytes;
    }

    private static void Read(ZipArchiveEntry entry, Span<byte> target)
    {
        using (var content = entry.Open())
        {
            content.ReadExactly(target);
        }

        // PyTorch 2 can be told not to compute it.
        Require(entry.Crc32 == 0 || Crc32.HashToUInt32(target) == entry.Crc32, $"the bytes of {QuotedName.Of(entry.FullName)} are not those that were written (their CRC-32 differs)");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
