using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeKd.Data.Checking;

/// <summary>A SHA-256, as numbers: two million of them are no objects.</summary>
internal readonly record struct Digest(UInt128 High, UInt128 Low)
{
    /// <summary>The digest of a file's bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Read(hash);
    }

    /// <summary>The digest of a picture's size and pixels, whatever the format it came in.</summary>
    public static Digest Of(DecodedImage image)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(hash, image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(hash[4..], image.Width);
        sha.AppendData(hash[..8]);
        sha.AppendData(image.Pixels);
        sha.GetHashAndReset(hash);
        return Read(hash);
    }

    private static Digest Read(ReadOnlySpan<byte> hash) => new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
}
