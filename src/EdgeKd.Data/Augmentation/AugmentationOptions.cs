namespace EdgeKd.Data;

/// <summary>The random changes of a training image, in this order: rotation, crop, RandAugment, colours, flip, erasing, mixing.</summary>
/// <remarks>An image that is mixed into another goes through its own changes first, erasing included.</remarks>
public sealed record AugmentationOptions
{
    // Below, a share is 0 or 1 but for rounding, and the gamma variates that it is made of vanish; above, always a half.
    private const double LeastAlpha = 0.05, LargestAlpha = 100;

    /// <summary>Zero pixels added on each side before a random crop of the network's input size; 0: none.</summary>
    public int CropPadding { get; init; }

    /// <summary>Whether half of the images are mirrored left to right.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>Rotation about the centre by an angle drawn from −this to +this, in degrees, bilinear, zero outside; 0: none.</summary>
    public double RotationDegrees { get; init; }

    /// <summary>A crop of random area and ratio in the place of the padded crop; null: none.</summary>
    public RandomResizedCropOptions? RandomResizedCrop { get; init; }

    /// <summary>Operations drawn from RandAugment's set; null: none.</summary>
    public RandAugmentOptions? RandAugment { get; init; }

    /// <summary>Random brightness, contrast, saturation and hue; null: none.</summary>
    public ColorJitterOptions? ColorJitter { get; init; }

    /// <summary>A random rectangle set to the mean colour; null: none.</summary>
    public RandomErasingOptions? RandomErasing { get; init; }

    /// <summary>Another image added by a random share; null: none.</summary>
    public MixupOptions? Mixup { get; init; }

    /// <summary>A box of another image; null: none. Where <see cref="Mixup"/> is given too, each image draws one of the two.</summary>
    public CutMixOptions? CutMix { get; init; }

    /// <summary>Whether images are mixed, so that labels are too.</summary>
    public bool Mixes => Mixup is not null || CutMix is not null;

    /// <summary>Whether any change is asked for.</summary>
    public bool IsNone => CropPadding == 0 && !HorizontalFlip && RotationDegrees == 0 && RandomResizedCrop is null
        && RandAugment is null && ColorJitter is null && RandomErasing is null && !Mixes;

    /// <summary>Whether nothing but crop and flip is asked for, which only place an image's pixels.</summary>
    internal bool OnlyPlaces => (this with { CropPadding = 0, HorizontalFlip = false }).IsNone;

    /// <summary>Throws when a value cannot be used.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what is allowed.</exception>
    public void Validate()
    {
        if (CropPadding is < 0 or > 1024)
            throw new ArgumentException($"crop padding {CropPadding} has to be 0 to 1024 pixels");
        if (!(RotationDegrees >= 0 && RotationDegrees <= 180))
            throw new ArgumentException($"rotation {RotationDegrees} has to be 0 to 180 degrees");
        if (RandAugment is { } rand && (rand.Operations is < 1 or > 100 || rand.Magnitude is < 0 or > RandAugmentOptions.LargestMagnitude))
            throw new ArgumentException($"RandAugment's {rand.Operations} operations of magnitude {rand.Magnitude} have to be 1 to 100 of 0 to {RandAugmentOptions.LargestMagnitude}");
        if (ColorJitter is { } jitter && !(jitter is { Brightness: >= 0, Contrast: >= 0, Saturation: >= 0, Hue: >= 0 and <= 0.5 }
            && double.IsFinite(jitter.Brightness + jitter.Contrast + jitter.Saturation)))
            throw new ArgumentException($"colour jitter {jitter} has to be 0 or more, and the hue at most 0.5");
        if (RandomErasing is { } erasing)
            Check(erasing);
        if (Mixup is { } mixup)
            CheckMixing("mixup", mixup.Alpha, mixup.Probability);
        if (CutMix is { } cutMix)
            CheckMixing("cutmix", cutMix.Alpha, cutMix.Probability);
        if (RandomResizedCrop is not { } crop) return;
        if (CropPadding != 0)
            throw new ArgumentException("crop padding and random resized crop exclude each other; keep one");
        if (!(crop.ScaleMin > 0 && crop.ScaleMin <= crop.ScaleMax && crop.ScaleMax <= 1))
            throw new ArgumentException($"random resized crop scale {crop.ScaleMin} to {crop.ScaleMax} has to rise within 0 to 1");
        if (!(crop.RatioMin > 0 && crop.RatioMin <= crop.RatioMax && crop.RatioMax <= 100))
            throw new ArgumentException($"random resized crop ratio {crop.RatioMin} to {crop.RatioMax} has to rise from above 0");
    }

    private static void CheckMixing(string name, double alpha, double probability)
    {
        if (!(alpha is >= LeastAlpha and <= LargestAlpha))
            throw new ArgumentException($"{name} alpha {alpha} has to be {LeastAlpha} to {LargestAlpha}");
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentException($"{name} probability {probability} has to be 0 to 1");
    }

    private static void Check(RandomErasingOptions erasing)
    {
        if (!(erasing.Probability is >= 0 and <= 1))
            throw new ArgumentException($"random erasing probability {erasing.Probability} has to be 0 to 1");
        if (!(erasing.ScaleMin > 0 && erasing.ScaleMin <= erasing.ScaleMax && erasing.ScaleMax <= 1))
            throw new ArgumentException($"random erasing scale {erasing.ScaleMin} to {erasing.ScaleMax} has to rise within 0 to 1");
        if (!(erasing.RatioMin > 0 && erasing.RatioMin <= erasing.RatioMax && erasing.RatioMax <= 100))
            throw new ArgumentException($"random erasing ratio {erasing.RatioMin} to {erasing.RatioMax} has to rise from above 0");
    }
}
