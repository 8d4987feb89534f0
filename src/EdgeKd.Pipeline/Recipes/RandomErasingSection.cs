namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data.augment.randomErasing</c>.</summary>
public sealed record RandomErasingSection : RecipeSection
{
    /// <summary>Share of the images that lose a rectangle.</summary>
    [InRange(0, 1)] public double Probability { get; init; } = 0.5;

    /// <summary>Smallest share of the image's area that is erased.</summary>
    [InRange(0.001, 1)] public double ScaleMin { get; init; } = 0.02;

    /// <summary>Largest share of the image's area that is erased.</summary>
    [InRange(0.001, 1)] public double ScaleMax { get; init; } = 0.33;

    /// <summary>Smallest ratio of height to width.</summary>
    [InRange(0.05, 20)] public double RatioMin { get; init; } = 0.3;

    /// <summary>Largest ratio of height to width.</summary>
    [InRange(0.05, 20)] public double RatioMax { get; init; } = 3.3;
}
