using EdgeKd.Data.Encoded;

namespace EdgeKd.Data.Folders;

/// <summary>Reads image files as RGB.</summary>
internal static class ImageFileReader
{
    /// <summary>Reads a file at the stored size.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or too large; the message names it.</exception>
    public static void Read(string path, int size, Interpolation interpolation, Span<byte> destination)
    {
        using var encoded = EncodedBytes.Read(path);
        ImageDecoder.DecodeSquare(encoded.Span, path, size, interpolation, destination);
    }

    /// <summary>Decodes the file at its own size.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static DecodedImage Decode(string path)
    {
        using var encoded = EncodedBytes.Read(path);
        return ImageDecoder.Decode(encoded.Span, path);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">The file is too large; the message names it.</exception>
    public static byte[] ReadBytes(string path)
    {
        using var encoded = EncodedBytes.Read(path);
        return encoded.Span.ToArray();
    }
}
