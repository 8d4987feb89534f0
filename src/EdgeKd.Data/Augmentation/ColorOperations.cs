namespace EdgeKd.Data.Augmentation;

/// <summary>Operations on an image's colours, byte for byte those of torchvision's <c>functional_tensor</c>.</summary>
internal static class ColorOperations
{
    /// <summary>Multiplies all values.</summary>
    public static void Brightness(PixelImage image, double factor)
    {
        foreach (ref var value in image.Pixels)
            value = Blend(value, 0, factor);
    }

    /// <summary>Moves all values away from (factor above 1) or towards the mean grey of the image.</summary>
    public static void Contrast(PixelImage image, double factor)
    {
        long sum = 0;
        for (var i = 0; i < image.Pixels.Length; i += 3)
            sum += Grey(image.Pixels, i);
        var mean = (float)sum / (image.Pixels.Length / 3);
        foreach (ref var value in image.Pixels)
            value = Blend(value, mean, factor);
    }

    /// <summary>Moves each pixel away from or towards its own grey.</summary>
    public static void Saturation(PixelImage image, double factor)
    {
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            var grey = Grey(image.Pixels, i);
            for (var c = 0; c < 3; c++)
                image.Pixels[i + c] = Blend(image.Pixels[i + c], grey, factor);
        }
    }

    /// <summary>Moves each inner pixel away from or towards the mean of its 3×3 neighbourhood, in which it counts five times.</summary>
    public static void Sharpness(PixelImage image, double factor)
    {
        var (size, row) = (image.Size, image.Size * 3);
        if (size <= 2)
            return;
        image.Pixels.CopyTo(image.Scratch);
        ReadOnlySpan<byte> from = image.Scratch;
        for (var y = 1; y < size - 1; y++)
        {
            for (var i = y * row + 3; i < (y + 1) * row - 3; i++)
            {
                var sum = from[i - row - 3] + from[i - row] + from[i - row + 3] + from[i - 3] + 5 * from[i] + from[i + 3]
                    + from[i + row - 3] + from[i + row] + from[i + row + 3];
                image.Pixels[i] = Blend(from[i], MathF.Round(sum / 13f), factor);
            }
        }
    }

    /// <summary>Keeps the upper bits.</summary>
    public static void Posterize(PixelImage image, int bits)
    {
        var mask = (byte)(0xFF << (8 - bits));
        foreach (ref var value in image.Pixels)
            value &= mask;
    }

    /// <summary>Inverts the values from the threshold on.</summary>
    public static void Solarize(PixelImage image, double threshold)
    {
        foreach (ref var value in image.Pixels)
            value = value >= threshold ? (byte)(255 - value) : value;
    }

    /// <summary>Stretches each channel's values from its least and largest to 0 and 255.</summary>
    public static void AutoContrast(PixelImage image)
    {
        for (var c = 0; c < 3; c++)
        {
            int least = 255, largest = 0;
            for (var i = c; i < image.Pixels.Length; i += 3)
                (least, largest) = (Math.Min(least, image.Pixels[i]), Math.Max(largest, image.Pixels[i]));
            if (least == largest)
                continue;
            var scale = 255f / (largest - least);
            for (var i = c; i < image.Pixels.Length; i += 3)
                image.Pixels[i] = (byte)Math.Clamp((image.Pixels[i] - least) * scale, 0, 255);
        }
    }

    /// <summary>Evens out each channel's histogram.</summary>
    public static void Equalize(PixelImage image)
    {
        Span<int> counts = stackalloc int[256];
        Span<byte> table = stackalloc byte[256];
        for (var c = 0; c < 3; c++)
        {
            counts.Clear();
            for (var i = c; i < image.Pixels.Length; i += 3)
                counts[image.Pixels[i]]++;
            var last = counts.LastIndexOfAnyExcept(0);
            var step = (image.Pixels.Length / 3 - counts[last]) / 255;
            if (step == 0)
                continue;
            var sum = 0;
            for (var value = 0; value < 256; value++)
            {
                table[value] = (byte)(value == 0 ? 0 : Math.Min((sum + step / 2) / step, 255));
                sum += counts[value];
            }

            for (var i = c; i < image.Pixels.Length; i += 3)
                image.Pixels[i] = table[image.Pixels[i]];
        }
    }

    // ITU-R BT.601 luma, cut to a byte.
    private static byte Grey(ReadOnlySpan<byte> pixels, int i) =>
        (byte)(0.2989f * pixels[i] + 0.587f * pixels[i + 1] + 0.114f * pixels[i + 2]);

    private static byte Blend(float value, float other, double factor) =>
        (byte)Math.Clamp((float)factor * value + (float)(1 - factor) * other, 0, 255);
}
