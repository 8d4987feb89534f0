using EdgeKd.Models;

namespace EdgeKd.Pipeline.NewModels;

/// <summary>The student of a new recipe: a MobileNetV2 of the width that fits.</summary>
/// <param name="Width">Factor on the number of channels.</param>
/// <param name="Stem"><c>cifar</c> or <c>imagenet</c>.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Macs">Multiply-accumulates of one image.</param>
/// <param name="FloatFits">Whether the float file is expected to fit the target size; otherwise only the INT8 one is.</param>
internal sealed record NewModelStudent(double Width, string Stem, long Parameters, long Macs, bool FloatFits)
{
    public const string Model = "mobilenetv2";

    // The widths that torchvision and Keras publish weights of, widest first.
    private static readonly double[] Widths = [1, 0.75, 0.5, 0.35, 0.25];

    // What the graph takes beside the weights. In INT8 each of the 53 layers has scales, zero points and an int32 bias a channel.
    private const long FloatGraphBytes = 20_000;
    private const long Int8GraphBytes = 200_000;

    /// <summary>What the float file takes, about.</summary>
    public long FloatSizeBytes => FloatSize(Parameters);

    /// <exception cref="ArgumentException">No width fits the target size.</exception>
    public static NewModelStudent Of(int imageSize, int classes, long? targetSizeBytes)
    {
        var isSmall = imageSize <= NewModelPlan.LargestSmallImage;
        var stem = isSmall ? ModelOptions.CifarStem : ModelOptions.ImageNetStem;
        if (targetSizeBytes is not { } target)
        {
            var (usual, macs) = Measure(isSmall ? 0.5 : 1, stem, classes, imageSize);
            return new(isSmall ? 0.5 : 1, stem, usual, macs, true);
        }
        var sizes = Widths.Select(width => (Width: width, Cost: Measure(width, stem, classes, imageSize))).ToArray();
        foreach (var isFloat in new[] { true, false })
        {
            foreach (var (width, (parameters, macs)) in sizes)
            {
                if ((isFloat ? FloatSize(parameters) : Int8Size(parameters)) <= target)
                    return new(width, stem, parameters, macs, isFloat);
            }
        }
        throw new ArgumentException($"--target-size {target}: the narrowest {Model} for {classes} classes takes about {Int8Size(sizes[^1].Cost.Parameters):N0} bytes in INT8; allow that, or write a recipe with another student");
    }

    private static long FloatSize(long parameters) => (4 * parameters) + FloatGraphBytes;

    private static long Int8Size(long parameters) => parameters + Int8GraphBytes;

    private static (long Parameters, long Macs) Measure(double width, string stem, int classes, int imageSize)
    {
        using var network = ModelZoo.Create(Model, new ModelOptions { Classes = classes, Width = width, Stem = stem });
        var cost = ModelCost.Measure(network, imageSize, imageSize);
        return (cost.Parameters, cost.Macs);
    }
}
