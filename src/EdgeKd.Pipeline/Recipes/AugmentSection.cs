namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data.augment</c>: how training images are varied. Nothing is varied by default.</summary>
public sealed record AugmentSection : RecipeSection
{
    /// <summary>Pixels of border added on each side before a random crop back to size.</summary>
    [InRange(0, 256)] public int CropPadding { get; init; }

    /// <summary>Whether half of the images are mirrored left to right.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>Largest random rotation, in degrees to either side.</summary>
    [InRange(0, 180)] public double RotationDegrees { get; init; }

    /// <summary>A crop of random size and shape, scaled to <c>imageSize</c>; left out, none is made.</summary>
    public RandomResizedCropSection? RandomResizedCrop { get; init; }

    /// <summary>Random operations of one strength (RandAugment); left out, none.</summary>
    public RandAugmentSection? RandAugment { get; init; }

    /// <summary>Random brightness, contrast, saturation and hue; left out, none.</summary>
    public ColorJitterSection? ColorJitter { get; init; }

    /// <summary>A random rectangle set to the mean colour; left out, none.</summary>
    public RandomErasingSection? RandomErasing { get; init; }

    /// <summary>Another image added by a random share, the labels as well; left out, none.</summary>
    public MixupSection? Mixup { get; init; }

    /// <summary>A box of another image, the labels shared by area; left out, none. With <c>mixup</c> too, each image draws one of the two.</summary>
    public CutmixSection? Cutmix { get; init; }

    /// <summary>Whether images are mixed, so that they have two labels.</summary>
    internal bool Mixes => Mixup is not null || Cutmix is not null;

    /// <summary>Whether two views of an image may differ.</summary>
    internal bool Varies => CropPadding > 0 || HorizontalFlip || RotationDegrees > 0 || RandomResizedCrop is not null
        || RandAugment is not null || ColorJitter is not null || RandomErasing is not null || Mixes;
}
