using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeKd.Data.Packing;

namespace EdgeKd.Data.Encoded;

/// <summary>A list of encoded images, read and checked: about 100 bytes of memory an image, whatever its pixels.</summary>
internal sealed class EncodedList
{
    private readonly byte[] _records;
    private readonly PackedMetadata _metadata;

    private EncodedList(EncodedHeader header, byte[] records, PackedMetadata metadata) =>
        (Header, _records, _metadata, ClassNames, Files) = (header, records, metadata, metadata.ClassNames[..header.ClassCount], metadata.ClassNames[header.ClassCount..]);

    public EncodedHeader Header { get; }

    public string[] ClassNames { get; }

    /// <summary>The shards; empty where each image is a file.</summary>
    public string[] Files { get; }

    public int[] Labels => _metadata.Labels;

    public string NameOf(int index) => _metadata.NameOf(index);

    /// <summary>The number of an image's shard; −1: it is a file of its own.</summary>
    public int FileNumberOf(int index) => BinaryPrimitives.ReadInt32LittleEndian(Record(index));

    public EncodedPlace PlaceOf(int index)
    {
        var record = Record(index);
        var file = FileNumberOf(index);
        return new EncodedPlace(
            file < 0 ? NameOf(index) : Files[file], BinaryPrimitives.ReadInt64LittleEndian(record[4..]), BinaryPrimitives.ReadInt32LittleEndian(record[12..]));
    }

    public ReadOnlySpan<byte> DigestOf(int index) => Record(index)[16..];

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged or no list; the message names it.</exception>
    public static EncodedList Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var head = new byte[EncodedHeader.Length];
            var header = EncodedHeader.Parse(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
            if (stream.Length != EncodedHeader.Length + header.BodyLength)
                throw new InvalidDataException($"it has {stream.Length} bytes, and its header says {EncodedHeader.Length + header.BodyLength}");
            var records = new byte[header.Count * EncodedHeader.RecordLength];
            var rest = new byte[header.BodyLength - records.Length];
            stream.ReadExactly(records);
            stream.ReadExactly(rest);
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            digest.AppendData(records);
            digest.AppendData(rest);
            if (!digest.GetHashAndReset().AsSpan().SequenceEqual(header.BodySha256))
                throw new InvalidDataException("it is damaged: its SHA-256 is not the one in its header");
            var list = new EncodedList(header, records, PackedMetadata.Parse(rest, header.Count, header.ClassCount + header.FileCount));
            list.Check();
            return list;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}; prepare the data again", e);
        }
    }

    private ReadOnlySpan<byte> Record(int index) => _records.AsSpan(index * EncodedHeader.RecordLength, EncodedHeader.RecordLength);

    private void Check()
    {
        for (var i = 0; i < Header.Count; i++)
        {
            if (Labels[i] >= Header.ClassCount)
                throw new InvalidDataException($"image {i} has label {Labels[i]}, and there are {Header.ClassCount} classes");
            if (FileNumberOf(i) is var file && (file < -1 || file >= Header.FileCount))
                throw new InvalidDataException($"image {i} lies in file {file}, and there are {Header.FileCount}");
            if (PlaceOf(i).File.Split('/').Contains(".."))
                throw new InvalidDataException($"image {i} lies outside of the data's folder");
        }
    }
}
