namespace EdgeKd.Data.Folders;

/// <summary>Reads an image file as RGB at the stored size.</summary>
internal static class ImageFileReader
{
    private const long MaxFileBytes = 512L << 20;

    /// <exception cref="InvalidDataException">The file is damaged, or too large; the message names it.</exception>
    public static void Read(string path, int size, Interpolation interpolation, Span<byte> destination)
    {
        if (new FileInfo(path).Length > MaxFileBytes)
            throw new InvalidDataException($"image {path}: the file is larger than {MaxFileBytes >> 20} MiB");
        var image = ImageDecoder.Decode(File.ReadAllBytes(path), path);
        ImageDecoder.ResizeAndCrop(image, size, size, interpolation).Pixels.CopyTo(destination);
    }
}
