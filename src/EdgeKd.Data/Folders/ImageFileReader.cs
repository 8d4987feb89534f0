namespace EdgeKd.Data.Folders;

/// <summary>Reads image files as RGB.</summary>
internal static class ImageFileReader
{
    private const long MaxFileBytes = 512L << 20;

    /// <summary>Reads a file at the stored size.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or too large; the message names it.</exception>
    public static void Read(string path, int size, Interpolation interpolation, Span<byte> destination) =>
        ImageDecoder.ResizeAndCrop(Decode(path), size, size, interpolation).Pixels.CopyTo(destination);

    /// <summary>Decodes the file at its own size.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static DecodedImage Decode(string path) => ImageDecoder.Decode(ReadBytes(path), path);

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">The file is too large; the message names it.</exception>
    public static byte[] ReadBytes(string path)
    {
        if (new FileInfo(path).Length > MaxFileBytes)
            throw new InvalidDataException($"image {path}: the file is larger than {MaxFileBytes >> 20} MiB");
        return File.ReadAllBytes(path);
    }
}
