using EdgeKd.Data.Imaging;

namespace EdgeKd.Data;

/// <summary>Decodes and resizes JPEG, PNG, BMP and WebP files.</summary>
/// <remarks>
/// OpenCV decodes; it is reached only after this class has recognised the format and read height and width from the
/// file's header, so no other of OpenCV's formats, and no picture over the limit, is ever opened. Thread safe.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>The most pixels a picture may have: 64 Mi.</summary>
    public const long DefaultMaxPixels = 64L << 20;

    /// <summary>Decodes a picture to RGB; grey becomes RGB, alpha is dropped, EXIF orientation is applied.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="nameForErrors">What error messages call the picture.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of no known format or too large; the message names it.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> encoded, string nameForErrors) =>
        Decode(encoded, nameForErrors, DefaultMaxPixels);

    /// <summary>Decodes a picture of at most <paramref name="maxPixels"/> pixels to RGB.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="nameForErrors">What error messages call the picture.</param>
    /// <param name="maxPixels">The most pixels that are decoded, at most 512 Mi.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPixels"/> is out of range.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, of no known format or too large; the message names it.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> encoded, string nameForErrors, long maxPixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPixels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxPixels, 512L << 20); // three bytes a pixel have to fit an array
        try
        {
            var header = ImageHeader.Read(encoded);
            if (header.Pixels > maxPixels)
                throw new InvalidDataException(
                    $"it has {header.Width}×{header.Height} pixels, more than the limit of {maxPixels}; make it smaller");
            return NativeImage.Decode(encoded, header.Pixels);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"image {nameForErrors}: {e.Message}", e);
        }
    }

    /// <summary>Resizes the shorter side to <paramref name="shorterSide"/> and cuts the centre square out.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="shorterSide">The shorter side after resizing, in pixels.</param>
    /// <param name="cropSize">Height and width of the result, in pixels; at most <paramref name="shorterSide"/>.</param>
    /// <remarks>
    /// The longer side is rounded to the nearest pixel. Shrinking averages areas, enlarging is bilinear. The crop is cut in two
    /// steps, first to the square of the shorter side, as a packed set and its loader do.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="InvalidDataException">The picture is so long and thin that resizing would make it too large.</exception>
    public static DecodedImage ResizeAndCrop(DecodedImage image, int shorterSide, int cropSize)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(cropSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shorterSide, cropSize);
        var shorter = Math.Min(image.Height, image.Width);
        var height = Scale(image.Height);
        var width = Scale(image.Width);
        if ((long)height * width > DefaultMaxPixels)
            throw new InvalidDataException($"a picture of {image.Width}×{image.Height} pixels is too long and thin to be resized to {shorterSide} pixels");
        var resized = height == image.Height && width == image.Width ? image : NativeImage.Resize(image, height, width);
        return CenterCrop(CenterCrop(resized, shorterSide), cropSize);

        int Scale(int side) => (int)Math.Min(int.MaxValue, ((long)side * shorterSide + shorter / 2) / shorter);
    }

    /// <summary>Resizes to exactly this height and width.</summary>
    internal static DecodedImage Resize(DecodedImage image, int height, int width) => NativeImage.Resize(image, height, width);

    private static DecodedImage CenterCrop(DecodedImage image, int size)
    {
        if (image.Height == size && image.Width == size) return image;
        int top = (image.Height - size) / 2, left = (image.Width - size) / 2, row = size * 3;
        var pixels = GC.AllocateUninitializedArray<byte>(size * row);
        for (var y = 0; y < size; y++)
            image.Pixels.AsSpan(((top + y) * image.Width + left) * 3, row).CopyTo(pixels.AsSpan(y * row));
        return new DecodedImage(size, size, pixels);
    }
}
