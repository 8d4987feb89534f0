using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeKd.Data.Encoded;

/// <summary>The first 128 bytes of a list of encoded images.</summary>
/// <remarks>
/// Little endian: magic (8 bytes), version, count, stored size, interpolation, classes, shard files (int32 each), length of the
/// body (int64), SHA-256 of the body, SHA-256 of all before, zeros. The body is a record an image, then labels, class names (after
/// them those of the shards) and image names as <see cref="Packing.PackedMetadata"/> has them. A record is the shard's number (int32; −1: a file named as the image), the offset (int64), the size in bytes (int32; −1: the whole file) and
/// the first 16 bytes of the SHA-256 of the encoded picture.
/// </remarks>
internal sealed record EncodedHeader(int Count, int StoredSize, Interpolation Interpolation, int ClassCount, int FileCount, long BodyLength, byte[] BodySha256)
{
    public const int Length = 128;
    public const int RecordLength = 16 + EncodedBytes.DigestLength;
    private const int Version = 1;
    private const int DigestAt = 72;
    private static ReadOnlySpan<byte> Magic => "EKDLST\r\n"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        int[] numbers = [Version, Count, StoredSize, (int)Interpolation, ClassCount, FileCount];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8 + 4 * i), numbers[i]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), BodyLength);
        BodySha256.CopyTo(bytes.AsSpan(40));
        SHA256.HashData(bytes.AsSpan(0, DigestAt), bytes.AsSpan(DigestAt));
        return bytes;
    }

    /// <exception cref="InvalidDataException">These bytes are no header; the message says why, without the file's name.</exception>
    public static EncodedHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || !bytes.StartsWith(Magic)) throw new InvalidDataException("it is no list of images");
        if (Int32(bytes, 8) is var version && version != Version)
            throw new InvalidDataException($"it has format version {version}, and this program reads {Version}");
        if (!SHA256.HashData(bytes[..DigestAt]).AsSpan().SequenceEqual(bytes.Slice(DigestAt, 32)) || bytes[(DigestAt + 32)..Length].ContainsAnyExcept((byte)0))
            throw new InvalidDataException("its header is damaged");
        var header = new EncodedHeader(Int32(bytes, 12), Int32(bytes, 16), (Interpolation)Int32(bytes, 20), Int32(bytes, 24), Int32(bytes, 28),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), bytes.Slice(40, 32).ToArray());
        if (header is not { Count: > 0, StoredSize: > 0 and <= 16384, ClassCount: > 0, FileCount: >= 0, BodyLength: > 0 and <= int.MaxValue / 2 }
            || !Enum.IsDefined(header.Interpolation)
            || header.BodyLength < (RecordLength + 8L) * header.Count + 4L * header.ClassCount + 4L * header.FileCount)
            throw new InvalidDataException("the sizes in its header do not fit each other");
        return header;
    }

    private static int Int32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
