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

    public static DecodedImage Resize(DecodedImage image, int height, int width)
    {
        CheckIsThere();
        var error = stackalloc byte[ErrorSize];
        var pixels = GC.AllocateUninitializedArray<byte>(checked(height * width * 3));
        fixed (byte* source = image.Pixels)
        fixed (byte* destination = pixels)
            Check(edgekd_image_resize(source, image.Height, image.Width, destination, height, width, error, ErrorSize), error);
        return new DecodedImage(height, width, pixels);
    }

    private static void CheckIsThere()
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
    private static partial void edgekd_image_free(nint image);

    [LibraryImport(Library)]
    private static partial int edgekd_image_resize(byte* source, int sourceHeight, int sourceWidth, byte* destination, int height, int width, byte* error, nuint errorSize);
}
