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
            return NativeImage.Decode(encoded, CheckedPixels(encoded, maxPixels));
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
    /// <param name="interpolation">The filter.</param>
    /// <remarks>
    /// The longer side is truncated to whole pixels. The crop is cut in two steps, first to the square of the shorter side, as a
    /// packed set and its loader do. Nothing outside of the crop is computed, so the longest picture costs no more memory.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public static DecodedImage ResizeAndCrop(DecodedImage image, int shorterSide, int cropSize, Interpolation interpolation = Interpolation.Bilinear)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(cropSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shorterSide, cropSize);
        if (image.Height == cropSize && image.Width == cropSize && shorterSide == cropSize) return image;
        var pixels = GC.AllocateUninitializedArray<byte>(checked(cropSize * cropSize * 3));
        var window = ResizedWindow.Centre(image.Height, image.Width, shorterSide, cropSize);
        NativeImage.Resize(image.Pixels, image.Width * 3, image.Height, image.Width, window, interpolation, pixels);
        return new DecodedImage(cropSize, cropSize, pixels);
    }

    /// <summary>Makes a picture smaller, where it is larger, so that its longer side fits.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="longerSide">The longer side of the result at the most, in pixels; the shorter one has at least one pixel.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is not positive.</exception>
    public static DecodedImage ShrinkToFit(DecodedImage image, int longerSide)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(longerSide, 1);
        var longer = Math.Max(image.Height, image.Width);
        return longer <= longerSide ? image : Resize(image, Fit(image.Height), Fit(image.Width));

        int Fit(int side) => (int)Math.Max(1, (long)side * longerSide / longer);
    }

    /// <summary>Decodes a picture as <see cref="ResizeAndCrop"/> then makes a square of its centre.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="nameForErrors">What error messages call the picture.</param>
    /// <param name="size">Height and width of the square, in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="destination">size×size×3 bytes.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of no known format or too large; the message names it.</exception>
    internal static void DecodeSquare(ReadOnlySpan<byte> encoded, string nameForErrors, int size, Interpolation interpolation, Span<byte> destination)
    {
        try
        {
            NativeImage.DecodeSquare(encoded, CheckedPixels(encoded, DefaultMaxPixels), size, interpolation, destination);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"image {nameForErrors}: {e.Message}", e);
        }
    }

    /// <summary>Resizes to exactly this height and width.</summary>
    internal static DecodedImage Resize(DecodedImage image, int height, int width, Interpolation interpolation = Interpolation.Bilinear)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(checked(height * width * 3));
        NativeImage.Resize(image.Pixels, image.Width * 3, image.Height, image.Width, ResizedWindow.Whole(height, width), interpolation, pixels);
        return new DecodedImage(height, width, pixels);
    }

    /// <summary>The pixels that the header states, within the limit.</summary>
    private static long CheckedPixels(ReadOnlySpan<byte> encoded, long maxPixels)
    {
        var header = ImageHeader.Read(encoded);
        return header.Pixels <= maxPixels
            ? header.Pixels
            : throw new InvalidDataException($"it has {header.Width}×{header.Height} pixels, more than the limit of {maxPixels}; make it smaller");
    }
}
