using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeKd.Data.Packing;

namespace EdgeKd.Data.Encoded;

/// <summary>Collects a part's images and writes their list: complete, or not there.</summary>
internal sealed class EncodedListWriter(string path, int storedSize, Interpolation interpolation)
{
    private readonly MemoryStream _records = new();
    private readonly List<int> _labels = [];
    private readonly List<string> _names = [];
    private readonly List<string> _files = [];
    private readonly Dictionary<string, int> _fileNumbers = [];

    public void Append(EncodedPlace place, ReadOnlySpan<byte> digest, int label, string name)
    {
        Span<byte> record = stackalloc byte[EncodedHeader.RecordLength];
        BinaryPrimitives.WriteInt32LittleEndian(record, place.File == name ? -1 : FileNumber(place.File));
        BinaryPrimitives.WriteInt64LittleEndian(record[4..], place.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], place.SizeBytes);
        digest[..EncodedBytes.DigestLength].CopyTo(record[16..]);
        _records.Write(record);
        _labels.Add(label);
        _names.Add(name);
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Complete(IReadOnlyList<string> classNames)
    {
        _records.Write(PackedMetadata.ToBytes(_labels, [.. classNames, .. _files], _names));
        var body = _records.GetBuffer().AsSpan(0, (int)_records.Length);
        var header = new EncodedHeader(_labels.Count, storedSize, interpolation, classNames.Count, _files.Count, body.Length, SHA256.HashData(body));
        var bytes = new byte[EncodedHeader.Length + body.Length];
        header.ToBytes().CopyTo(bytes, 0);
        body.CopyTo(bytes.AsSpan(EncodedHeader.Length));
        TemporaryFile.WriteAllBytes(path, bytes);
    }

    private int FileNumber(string file)
    {
        if (_fileNumbers.TryGetValue(file, out var number)) return number;
        _fileNumbers.Add(file, number = _files.Count);
        _files.Add(file);
        return number;
    }
}
