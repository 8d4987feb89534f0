namespace EdgeKd.Data.Augmentation;

/// <summary>Rotation about the centre of an image.</summary>
internal static class ImageRotation
{
    /// <summary>Rotates counter-clockwise, bilinear, zero outside; the size stays.</summary>
    /// <remarks>Each result pixel is looked up at R(−angle) of its own place; pixel centres lie at halves.</remarks>
    public static void Rotate(ReadOnlySpan<byte> pixels, int height, int width, double degrees, Span<byte> destination)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        float s = (float)sin, c = (float)cos, middleX = (width - 1) / 2f, middleY = (height - 1) / 2f;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                float dx = x - middleX, dy = y - middleY;
                // y points down, so turning counter-clockwise to the eye looks the other way round than on paper.
                Sample(pixels, height, width, middleX + c * dx - s * dy, middleY + s * dx + c * dy, destination.Slice((y * width + x) * 3, 3));
            }
        }
    }

    private static void Sample(ReadOnlySpan<byte> pixels, int height, int width, float x, float y, Span<byte> destination)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        int x0 = (int)floorX, y0 = (int)floorY;
        if (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height)
        {
            destination.Clear();
            return;
        }
        float u = x - floorX, v = y - floorY;
        float a = (1 - u) * (1 - v), b = u * (1 - v), c = (1 - u) * v, d = u * v;
        for (var channel = 0; channel < 3; channel++)
        {
            var value = a * At(pixels, y0, x0, channel) + b * At(pixels, y0, x0 + 1, channel)
                + c * At(pixels, y0 + 1, x0, channel) + d * At(pixels, y0 + 1, x0 + 1, channel);
            destination[channel] = (byte)(value + 0.5f);
        }

        float At(ReadOnlySpan<byte> from, int row, int column, int channel) =>
            (uint)row < (uint)height && (uint)column < (uint)width ? from[(row * width + column) * 3 + channel] : 0;
    }
}
