using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Augmentation;

/// <summary>RandAugment with torchvision's set of operations and ranges: 31 strengths, nearest neighbour, zero outside.</summary>
internal static class RandAugment
{
    internal static readonly IReadOnlyList<(string Name, bool Signed, Operation Apply)> Set =
    [
        ("Identity", false, (_, _) => { }),
        ("ShearX", true, (image, level) => NearestWarp.ShearX(image, 0.3 * level)),
        ("ShearY", true, (image, level) => NearestWarp.ShearY(image, 0.3 * level)),
        ("TranslateX", true, (image, level) => NearestWarp.Translate(image, (int)(150.0 / 331 * image.Size * level), 0)),
        ("TranslateY", true, (image, level) => NearestWarp.Translate(image, 0, (int)(150.0 / 331 * image.Size * level))),
        ("Rotate", true, (image, level) => NearestWarp.Rotate(image, 30 * level)),
        ("Brightness", true, (image, level) => ColorOperations.Brightness(image, 1 + 0.9 * level)),
        ("Color", true, (image, level) => ColorOperations.Saturation(image, 1 + 0.9 * level)),
        ("Contrast", true, (image, level) => ColorOperations.Contrast(image, 1 + 0.9 * level)),
        ("Sharpness", true, (image, level) => ColorOperations.Sharpness(image, 1 + 0.9 * level)),
        ("Posterize", false, (image, level) => ColorOperations.Posterize(image, 8 - (int)Math.Round(4 * level))),
        ("Solarize", false, (image, level) => ColorOperations.Solarize(image, 255 * (1 - level))),
        ("AutoContrast", false, (image, _) => ColorOperations.AutoContrast(image)),
        ("Equalize", false, (image, _) => ColorOperations.Equalize(image)),
    ];

    /// <summary>Changes an image in place.</summary>
    /// <param name="image">The image.</param>
    /// <param name="level">The strength, from 0 to 1; below 0 for the other direction of a signed operation.</param>
    internal delegate void Operation(PixelImage image, double level);

    /// <summary>Draws the operations and their directions and applies them.</summary>
    public static void Apply(RandAugmentOptions options, ref CounterRandom random, PixelImage image)
    {
        var level = (double)options.Magnitude / RandAugmentOptions.LargestMagnitude;
        for (var i = 0; i < options.Operations; i++)
        {
            var (_, signed, apply) = Set[random.NextInt(Set.Count)];
            apply(image, signed && random.NextBool() ? -level : level);
        }
    }
}
