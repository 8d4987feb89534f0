using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeKd.Data.Packing;

/// <summary>The first 128 bytes of a packed part.</summary>
/// <remarks>
/// Little endian: magic (8 bytes), version, count, height, width, classes, 0 or (where every label is −1) 1 (int32 each), length
/// of the metadata (int64), SHA-256 of the body, SHA-256 of all before, zeros. The body is the pixels (count × H×W×3 bytes), then the metadata:
/// a label (int32) an image, then the class names, then the image names, each a length (int32) and UTF-8 text.
/// </remarks>
internal sealed record PackedHeader(int Count, int Height, int Width, int ClassCount, long MetadataLength, byte[] BodySha256, bool IsLabelled = true)
{
    public const int Length = 128;
    private const int Version = 1;
    private const int DigestAt = 72;
    private static ReadOnlySpan<byte> Magic => "EKDIMG\r\n"u8;

    /// <summary>Bytes of one image.</summary>
    public long ImageLength => (long)Height * Width * 3;

    /// <summary>Bytes of the file.</summary>
    public long FileLength => Length + Count * ImageLength + MetadataLength;

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        WriteInt32(8, Version);
        WriteInt32(12, Count);
        WriteInt32(16, Height);
        WriteInt32(20, Width);
        WriteInt32(24, ClassCount);
        WriteInt32(28, IsLabelled ? 0 : 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), MetadataLength);
        BodySha256.CopyTo(bytes.AsSpan(40));
        SHA256.HashData(bytes.AsSpan(0, DigestAt), bytes.AsSpan(DigestAt));
        return bytes;

        void WriteInt32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
    }

    /// <exception cref="InvalidDataException">These bytes are no header; the message says why, without the file's name.</exception>
    public static PackedHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || !bytes.StartsWith(Magic)) throw new InvalidDataException("it is no packed image file");
        if (ReadInt32(bytes, 8) is var version && version != Version)
            throw new InvalidDataException($"it has format version {version}, and this program reads {Version}");
        if (!SHA256.HashData(bytes[..DigestAt]).AsSpan().SequenceEqual(bytes.Slice(DigestAt, 32)) || bytes[(DigestAt + 32)..Length].ContainsAnyExcept((byte)0))
            throw new InvalidDataException("its header is damaged");
        var header = new PackedHeader(ReadInt32(bytes, 12), ReadInt32(bytes, 16), ReadInt32(bytes, 20), ReadInt32(bytes, 24),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), bytes.Slice(40, 32).ToArray(), ReadInt32(bytes, 28) == 0);
        if (ReadInt32(bytes, 28) is not (0 or 1)) throw new InvalidDataException("its header names a kind of part that is not known");
        // Bounds that keep every product below within 64 bits, and the metadata within an array.
        if (header is not { Count: > 0, Height: > 0 and <= 16384, Width: > 0 and <= 16384, ClassCount: > 0, MetadataLength: > 0 and <= int.MaxValue / 2 }
            || header.MetadataLength < 4L * header.Count + 4L * header.ClassCount + 4L * header.Count)
            throw new InvalidDataException("the sizes in its header do not fit each other");
        return header;
    }

    private static int ReadInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
