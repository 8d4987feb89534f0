namespace EdgeKd.Data;

/// <summary>A picture in memory.</summary>
public sealed class DecodedImage
{
    /// <summary>Wraps pixels.</summary>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="pixels">RGB interleaved, H×W×3 bytes; kept, not copied.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public DecodedImage(int height, int width, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (height < 1 || width < 1 || pixels.LongLength != (long)height * width * 3)
            throw new ArgumentException($"{pixels.LongLength} bytes are not an RGB picture of {height}×{width} pixels");
        (Height, Width, Pixels) = (height, width, pixels);
    }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>RGB interleaved, H×W×3 bytes, rows from the top.</summary>
    public byte[] Pixels { get; }
}
