namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data.augment.randomResizedCrop</c>.</summary>
public sealed record RandomResizedCropSection : RecipeSection
{
    /// <summary>Smallest share of the image's area that is kept.</summary>
    [InRange(0.01, 1)] public double ScaleMin { get; init; } = 0.08;

    /// <summary>Largest share of the image's area that is kept.</summary>
    [InRange(0.01, 1)] public double ScaleMax { get; init; } = 1;

    /// <summary>Smallest ratio of width to height.</summary>
    [InRange(0.1, 10)] public double RatioMin { get; init; } = 3.0 / 4;

    /// <summary>Largest ratio of width to height.</summary>
    [InRange(0.1, 10)] public double RatioMax { get; init; } = 4.0 / 3;
}
