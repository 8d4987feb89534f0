namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data.augment.colorJitter</c>.</summary>
public sealed record ColorJitterSection : RecipeSection
{
    /// <summary>The brightness is multiplied by 1 − this to 1 + this.</summary>
    [InRange(0, 10)] public double Brightness { get; init; }

    /// <summary>The contrast is multiplied by 1 − this to 1 + this.</summary>
    [InRange(0, 10)] public double Contrast { get; init; }

    /// <summary>The saturation is multiplied by 1 − this to 1 + this.</summary>
    [InRange(0, 10)] public double Saturation { get; init; }

    /// <summary>The hue is turned by at most this part of the colour circle to either side.</summary>
    [InRange(0, 0.5)] public double Hue { get; init; }
}
