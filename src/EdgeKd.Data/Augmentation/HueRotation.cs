namespace EdgeKd.Data.Augmentation;

/// <summary>Turns the hue of an image in the HSV model.</summary>
internal static class HueRotation
{
    /// <param name="image">Its pixels are changed in place.</param>
    /// <param name="turn">Part of the colour circle, from −0.5 to 0.5; positive from red to green.</param>
    public static void Apply(PixelImage image, double turn)
    {
        for (var i = 0; i < image.Pixels.Length; i += 3)
            Turn(image.Pixels.Slice(i, 3), (float)turn);
    }

    private static void Turn(Span<byte> pixel, float turn)
    {
        float r = pixel[0] / 255f, g = pixel[1] / 255f, b = pixel[2] / 255f;
        float largest = MathF.Max(r, MathF.Max(g, b)), span = largest - MathF.Min(r, MathF.Min(g, b));
        if (span == 0)
            return;
        var sector = largest == r ? (g - b) / span : largest == g ? 2 + (b - r) / span : 4 + (r - g) / span;
        var hue = sector / 6 + turn + 1;
        hue -= MathF.Floor(hue);

        // Foley et al., "Computer Graphics", HSV to RGB: the sector's rising or falling channel lies between the two extremes.
        var position = hue * 6;
        var index = (int)MathF.Floor(position);
        float f = position - index, low = largest - span, falling = largest - span * f, rising = largest - span * (1 - f);
        var (red, green, blue) = (index % 6) switch
        {
            0 => (largest, rising, low),
            1 => (falling, largest, low),
            2 => (low, largest, rising),
            3 => (low, falling, largest),
            4 => (rising, low, largest),
            _ => (largest, low, falling),
        };
        (pixel[0], pixel[1], pixel[2]) = (Byte(red), Byte(green), Byte(blue));
    }

    // All 256 values get an equal part of [0, 1], as torchvision's convert_image_dtype has it.
    private static byte Byte(float value) => (byte)(Math.Clamp(value, 0, 1) * (256 - 1e-3f));
}
