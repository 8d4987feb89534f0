using EdgeKd.Data;

namespace EdgeKd.Pipeline.Evaluating;

/// <summary>Reads one image file.</summary>
internal static class ImageFile
{
    private const long MaxSizeBytes = 512L << 20;

    /// <summary>Decodes a file.</summary>
    public static DecodedImage Decode(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"{path}: there is no such image");
        if (file.Length > MaxSizeBytes)
            throw new InvalidDataException($"{path}: the file has {file.Length} bytes, more than the {MaxSizeBytes} allowed");
        return ImageDecoder.Decode(File.ReadAllBytes(path), path);
    }
}
