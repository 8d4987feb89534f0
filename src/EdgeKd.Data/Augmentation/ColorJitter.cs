using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Augmentation;

/// <summary>Varies the colours of an image, as torchvision's ColorJitter does.</summary>
internal static class ColorJitter
{
    /// <summary>Draws the factors and applies them in a random order; the pixels are changed in place.</summary>
    public static void Apply(ColorJitterOptions options, ref CounterRandom random, PixelImage image)
    {
        Span<int> order = [0, 1, 2, 3];
        random.Shuffle(order);
        foreach (var kind in order)
        {
            switch (kind)
            {
                case 0 when options.Brightness > 0: ColorOperations.Brightness(image, Factor(options.Brightness, ref random)); break;
                case 1 when options.Contrast > 0: ColorOperations.Contrast(image, Factor(options.Contrast, ref random)); break;
                case 2 when options.Saturation > 0: ColorOperations.Saturation(image, Factor(options.Saturation, ref random)); break;
                case 3 when options.Hue > 0: HueRotation.Apply(image, random.NextDouble(-options.Hue, options.Hue)); break;
            }
        }
    }

    private static double Factor(double spread, ref CounterRandom random) => random.NextDouble(Math.Max(0, 1 - spread), 1 + spread);
}
