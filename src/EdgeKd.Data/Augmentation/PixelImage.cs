namespace EdgeKd.Data.Augmentation;

/// <summary>A square image that is changed in place.</summary>
/// <param name="pixels">size×size×3 bytes, channels interleaved.</param>
/// <param name="scratch">As many bytes, for operations that read neighbours.</param>
/// <param name="size">Height and width in pixels.</param>
internal readonly ref struct PixelImage(Span<byte> pixels, Span<byte> scratch, int size)
{
    public Span<byte> Pixels { get; } = pixels;

    public Span<byte> Scratch { get; } = scratch;

    public int Size { get; } = size;
}
