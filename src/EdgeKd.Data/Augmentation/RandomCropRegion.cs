using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Augmentation;

/// <summary>A rectangle of an image, in pixels.</summary>
internal readonly record struct RandomCropRegion(int Top, int Left, int Height, int Width)
{
    private const int Attempts = 10;

    /// <summary>Draws area and ratio until the rectangle fits; after ten attempts the largest centred one of an allowed ratio.</summary>
    /// <remarks>The area is uniform, the ratio log-uniform, as in the usual RandomResizedCrop.</remarks>
    public static RandomCropRegion Draw(RandomResizedCropOptions options, int height, int width, ref CounterRandom random)
    {
        double area = (double)height * width, logMin = Math.Log(options.RatioMin), logMax = Math.Log(options.RatioMax);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var target = area * random.NextDouble(options.ScaleMin, options.ScaleMax);
            var ratio = Math.Exp(random.NextDouble(logMin, logMax));
            int w = (int)Math.Round(Math.Sqrt(target * ratio)), h = (int)Math.Round(Math.Sqrt(target / ratio));
            if (w > 0 && h > 0 && w <= width && h <= height)
                return new RandomCropRegion(random.NextInt(height - h + 1), random.NextInt(width - w + 1), h, w);
        }
        var own = Math.Clamp((double)width / height, options.RatioMin, options.RatioMax);
        var fitWidth = Math.Clamp((int)Math.Round(height * own), 1, width);
        var fitHeight = Math.Clamp((int)Math.Round(width / own), 1, height);
        return new RandomCropRegion((height - fitHeight) / 2, (width - fitWidth) / 2, fitHeight, fitWidth);
    }
}
