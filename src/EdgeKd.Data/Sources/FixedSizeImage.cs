namespace EdgeKd.Data.Sources;

/// <summary>Images of a source that has one size of its own, brought to the stored size.</summary>
internal static class FixedSizeImage
{
    public static void CopyTo(byte[] pixels, int size, int storedSize, Interpolation interpolation, Span<byte> destination)
    {
        if (size == storedSize) pixels.CopyTo(destination);
        else ImageDecoder.ResizeAndCrop(new DecodedImage(size, size, pixels), storedSize, storedSize, interpolation).Pixels.CopyTo(destination);
    }
}
