using System.Runtime.InteropServices;

namespace EdgeKd.Data.Imaging;

/// <summary>The calls of <c>libedgekd_image</c> (native/image.h).</summary>
internal static unsafe partial class NativeImage
{
    private const string Library = "edgekd_image";
    private const int ErrorSize = 512;

    private static readonly bool IsThere = NativeLibrary.TryLoad(Library, typeof(NativeImage).Assembly, null, out _);

    /// <summary>Decodes a picture whose header was checked before.</summary>
    /// <exception cref="IOException">The library is not there.</exception>
    /// <exception cref="InvalidDataException">OpenCV cannot decode it; the message is OpenCV's.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> encoded, long maxPixels)
    {
        CheckIsThere();
        var error = stackalloc byte[ErrorSize];
        nint image;
        int height, width;
        fixed (byte* data = encoded)
            Check(edgekd_image_decode(data, (nuint)encoded.Length, maxPixels, &image, &height, &width, error, ErrorSize), error);
        try
        {
            var pixels = GC.AllocateUninitializedArray<byte>(checked(height * width * 3));
            fixed (byte* destination = pixels)
                Check(edgekd_image_copy(image, destination, (nuint)pixels.Length, error, ErrorSize), error);
            return new DecodedImage(height, width, pixels);
        }
        finally
        {
            edgekd_image_free(image);
        }
    }

    /// <summary>Decodes a picture whose header was checked before and keeps the square of its centre, resized, without a copy of the whole.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="maxPixels">The most pixels that it may have.</param>
    /// <param name="size">Height and width of the square, in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="destination">size×size×3 bytes.</param>
    /// <exception cref="IOException">The library is not there.</exception>
    /// <exception cref="InvalidDataException">OpenCV cannot decode it; the message is OpenCV's.</exception>
    public static void DecodeSquare(ReadOnlySpan<byte> encoded, long maxPixels, int size, Interpolation interpolation, Span<byte> destination)
    {
        CheckIsThere();
        if (destination.Length != (long)size * size * 3)
            throw new ArgumentException($"{destination.Length} bytes are not {size}×{size} pixels");
        var error = stackalloc byte[ErrorSize];
        nint image;
        int height, width;
        fixed (byte* data = encoded)
            Check(edgekd_image_decode(data, (nuint)encoded.Length, maxPixels, &image, &height, &width, error, ErrorSize), error);
        try
        {
            var window = ResizedWindow.Centre(height, width, size, size);
            nuint stride;
            var pixels = edgekd_image_pixels(image, &stride);
            fixed (byte* to = destination)
            {
                Check(
                    edgekd_image_resize(
                        pixels, stride, height, width, window.FullHeight, window.FullWidth, window.Top, window.Left,
                        to, size, size, (int)interpolation, error, ErrorSize),
                    error);
            }
        }
        finally
        {
            edgekd_image_free(image);
        }
    }

    /// <summary>Resizes RGB pixels and keeps a window of the result.</summary>
    /// <param name="source">Rows of <paramref name="width"/> pixels, <paramref name="rowLength"/> bytes apart.</param>
    /// <param name="rowLength">Bytes from one row to the next.</param>
    /// <param name="height">Height of the source in pixels.</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="window">What is kept of which size.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="destination">The window's pixels, rows without padding.</param>
    public static void Resize(
        ReadOnlySpan<byte> source, int rowLength, int height, int width, ResizedWindow window, Interpolation interpolation, Span<byte> destination)
    {
        CheckIsThere();
        if (source.Length < (long)(height - 1) * rowLength + 3L * width || destination.Length != (long)window.Height * window.Width * 3)
            throw new ArgumentException($"{source.Length} bytes do not hold {height} rows, or {destination.Length} are not {window.Height}×{window.Width} pixels");
        var error = stackalloc byte[ErrorSize];
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            Check(
                edgekd_image_resize(
                    from, (nuint)rowLength, height, width, window.FullHeight, window.FullWidth, window.Top, window.Left,
                    to, window.Height, window.Width, (int)interpolation, error, ErrorSize),
                error);
        }
    }

    /// <summary>Encodes RGB pixels as PNG, or as JPEG where a quality is given.</summary>
    public static byte[] Encode(DecodedImage image, int jpegQuality)
    {
        CheckIsThere();
        var error = stackalloc byte[ErrorSize];
        // Neither format grows noise by a third, and both have headers.
        var destination = new byte[checked(4 * image.Height * image.Width) + 4096];
        nuint written;
        fixed (byte* from = image.Pixels)
        fixed (byte* to = destination)
            Check(edgekd_image_encode(from, image.Height, image.Width, jpegQuality, to, (nuint)destination.Length, &written, error, ErrorSize), error);
        return destination[..(int)written];
    }

    /// <summary>Throws where the library is not there.</summary>
    /// <exception cref="IOException">It cannot be loaded.</exception>
    public static void CheckIsThere()
    {
        if (!IsThere)
            throw new IOException("libedgekd_image.so or OpenCV's libraries (libopencv_imgcodecs, libopencv_imgproc) cannot be loaded; run the target Setup, then Compile");
    }

    private static void Check(int result, byte* error)
    {
        if (result != 0) throw new InvalidDataException(Marshal.PtrToStringUTF8((nint)error));
    }

    [LibraryImport(Library)]
    private static partial int edgekd_image_decode(byte* data, nuint size, long maxPixels, nint* result, int* height, int* width, byte* error, nuint errorSize);

    [LibraryImport(Library)]
    private static partial int edgekd_image_copy(nint image, byte* destination, nuint destinationSize, byte* error, nuint errorSize);

    [LibraryImport(Library)]
    private static partial byte* edgekd_image_pixels(nint image, nuint* stride);

    [LibraryImport(Library)]
    private static partial void edgekd_image_free(nint image);

    [LibraryImport(Library)]
    private static partial int edgekd_image_resize(
        byte* source, nuint sourceStride, int sourceHeight, int sourceWidth, long fullHeight, long fullWidth, long top, long left,
        byte* destination, int height, int width, int filter, byte* error, nuint errorSize);

    [LibraryImport(Library)]
    private static partial int edgekd_image_encode(
        byte* pixels, int height, int width, int jpegQuality, byte* destination, nuint destinationSize, nuint* written, byte* error, nuint errorSize);
}
