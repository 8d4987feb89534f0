using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Augmentation;

/// <summary>Sets a random rectangle of an image to zero.</summary>
/// <remarks>Area uniform, ratio log-uniform, ten attempts and then none: as torchvision draws it.</remarks>
internal static class RandomErasing
{
    private const int Attempts = 10;

    /// <summary>Erases, or leaves the image (size×size×3 normalised values, channels interleaved) as it is.</summary>
    public static void Apply(RandomErasingOptions options, int size, ref CounterRandom random, Span<float> pixels)
    {
        if (random.NextDouble() >= options.Probability)
            return;
        double area = (double)size * size, logMin = Math.Log(options.RatioMin), logMax = Math.Log(options.RatioMax);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var target = area * random.NextDouble(options.ScaleMin, options.ScaleMax);
            var ratio = Math.Exp(random.NextDouble(logMin, logMax));
            int height = (int)Math.Round(Math.Sqrt(target * ratio)), width = (int)Math.Round(Math.Sqrt(target / ratio));
            if (height >= size || width >= size)
                continue;
            int top = random.NextInt(size - height + 1), left = random.NextInt(size - width + 1);
            for (var y = top; y < top + height; y++)
                pixels.Slice((y * size + left) * 3, width * 3).Clear();
            return;
        }
    }
}
