using EdgeKd.Data;

namespace EdgeKd.Pipeline.Evaluating;

/// <summary>Reads one image file as a model wants it.</summary>
internal static class ImageFile
{
    private const long MaxSizeBytes = 512L << 20;

    /// <summary>Decodes, resizes the shorter side, cuts the centre out.</summary>
    public static DecodedImage Read(string path, int shorterSide, int size)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"{path}: there is no such image");
        if (file.Length > MaxSizeBytes)
            throw new InvalidDataException($"{path}: the file has {file.Length} bytes, more than the {MaxSizeBytes} allowed");
        return ImageDecoder.ResizeAndCrop(ImageDecoder.Decode(File.ReadAllBytes(path), path), shorterSide, size);
    }
}
