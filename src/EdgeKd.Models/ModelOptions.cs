namespace EdgeKd.Models;

/// <summary>What an architecture leaves open.</summary>
public sealed record ModelOptions
{
    /// <summary>The stem for small images (32×32): it keeps the resolution.</summary>
    public const string CifarStem = "cifar";

    /// <summary>The stem for large images (224×224): it halves the resolution.</summary>
    public const string ImageNetStem = "imagenet";

    /// <summary>K, the number of classes; at least 1.</summary>
    public int Classes { get; init; }

    /// <summary>Channel multiplier of MobileNetV1, V2 and V3; channels are rounded to multiples of 8. Above 0, at most 16.</summary>
    public double Width { get; init; } = 1.0;

    /// <summary>
    /// <see cref="CifarStem"/> or <see cref="ImageNetStem"/>; null for the architecture's own: ImageNet's in resnet18, 34, 50 and
    /// MobileOne, CIFAR's in all others. MobileNetV1, V2, V3 and MobileOne have both.
    /// </summary>
    public string? Stem { get; init; }

    /// <summary>First stride of MobileNetV2's and V3's 24-channel stage: 2 as in the papers, or 1 to keep the resolution of small images.</summary>
    public int Stage2Stride { get; init; } = 2;

    /// <summary>Drop probability before MobileNetV2's and V3's classifier, in [0, 1).</summary>
    public double Dropout { get; init; }

    internal void Check()
    {
        Require(Classes >= 1, $"classes is {Classes}: give the number of classes, at least 1.");
        Require(Width is > 0 and <= 16, $"width is {Width}: give a channel multiplier above 0 and at most 16, e.g. 0.5.");
        Require(Stem is null or CifarStem or ImageNetStem, $"stem is '{Stem}': use '{CifarStem}' or '{ImageNetStem}', or leave it out.");
        Require(Stage2Stride is 1 or 2, $"stage2Stride is {Stage2Stride}: use 1 or 2.");
        Require(Dropout is >= 0 and < 1, $"dropout is {Dropout}: give a probability from 0 up to, not including, 1.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException($"Model options: {message}");
        }
    }
}
