using EdgeKd.Data.Imaging;

namespace EdgeKd.Data;

/// <summary>Encodes pictures for pages and files.</summary>
/// <remarks>Thread safe.</remarks>
public static class ImageEncoder
{
    /// <summary>Encodes a picture without loss.</summary>
    /// <param name="image">The picture.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="IOException">The native library is not there.</exception>
    public static byte[] Png(DecodedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return NativeImage.Encode(image, 0);
    }

    /// <summary>Encodes a picture with loss.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">From 1 to 100.</param>
    /// <returns>A JPEG file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of range.</exception>
    /// <exception cref="IOException">The native library is not there.</exception>
    public static byte[] Jpeg(DecodedImage image, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return NativeImage.Encode(image, quality);
    }
}
