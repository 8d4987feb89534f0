namespace EdgeKd.Data.Augmentation;

/// <summary>Cuts a rectangle out of an image and resizes it.</summary>
internal static class BilinearCrop
{
    /// <summary>Resizes a region to a square, bilinear with pixel centres at halves, clamped at the region's border.</summary>
    public static void Resize(ReadOnlySpan<byte> pixels, int width, RandomCropRegion region, Span<byte> destination, int size)
    {
        float scaleY = (float)region.Height / size, scaleX = (float)region.Width / size;
        for (var y = 0; y < size; y++)
        {
            var (top, bottom, v) = Place(y, scaleY, region.Height);
            var upper = pixels[(((region.Top + top) * width + region.Left) * 3)..];
            var lower = pixels[(((region.Top + bottom) * width + region.Left) * 3)..];
            for (var x = 0; x < size; x++)
            {
                var (left, right, u) = Place(x, scaleX, region.Width);
                for (var c = 0; c < 3; c++)
                {
                    float a = upper[left * 3 + c], b = upper[right * 3 + c], d = lower[left * 3 + c], e = lower[right * 3 + c];
                    float above = a + u * (b - a), below = d + u * (e - d);
                    destination[(y * size + x) * 3 + c] = (byte)(above + v * (below - above) + 0.5f);
                }
            }
        }
    }

    private static (int First, int Second, float Weight) Place(int at, float scale, int length)
    {
        var place = Math.Clamp((at + 0.5f) * scale - 0.5f, 0, length - 1);
        var first = (int)place;
        return (first, Math.Min(first + 1, length - 1), place - first);
    }
}
