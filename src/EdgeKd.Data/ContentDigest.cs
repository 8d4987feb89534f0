using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeKd.Data;

/// <summary>A SHA-256 as two numbers, so that millions need no objects; the default value stands for one that is not known.</summary>
internal readonly record struct ContentDigest(UInt128 High, UInt128 Low)
{
    /// <summary>Bytes of its hexadecimal form.</summary>
    public const int HexBytes = 64;

    public bool IsKnown => this != default;

    /// <param name="sha256">32 bytes.</param>
    public static ContentDigest Of(ReadOnlySpan<byte> sha256) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(sha256), BinaryPrimitives.ReadUInt128BigEndian(sha256[16..]));

    /// <summary>The digest of a file's bytes.</summary>
    public static ContentDigest OfFile(ReadOnlySpan<byte> bytes)
    {
        Span<byte> sha256 = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, sha256);
        return Of(sha256);
    }

    /// <summary>The digest of a picture's size and pixels, whatever the format it came in.</summary>
    public static ContentDigest OfPicture(DecodedImage image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> sha256 = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(sha256, image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(sha256[4..], image.Width);
        hash.AppendData(sha256[..8]);
        hash.AppendData(image.Pixels);
        hash.GetHashAndReset(sha256);
        return Of(sha256);
    }

    /// <summary>Reads 64 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hex, out ContentDigest digest)
    {
        Span<byte> bytes = stackalloc byte[32];
        var isHex = hex.Length == HexBytes && !hex.ContainsAnyInRange((byte)'A', (byte)'F')
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        digest = isHex ? Of(bytes) : default;
        return isHex;
    }

    /// <summary>Writes 64 lower-case hexadecimal digits.</summary>
    public void WriteHex(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Low);
        Convert.TryToHexStringLower(bytes, destination, out _);
    }

    public override string ToString()
    {
        Span<byte> hex = stackalloc byte[HexBytes];
        WriteHex(hex);
        return System.Text.Encoding.ASCII.GetString(hex);
    }
}
