namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data.augment.cutmix</c>.</summary>
public sealed record CutmixSection : RecipeSection
{
    /// <summary>α of the distribution Beta(α, α) of the area that stays; 1 makes all areas equally likely.</summary>
    [InRange(0.05, 100)] public double Alpha { get; init; } = 1;

    /// <summary>Share of the images that get a box of another; with <c>mixup</c> beside it, of the half that draws cutmix.</summary>
    [InRange(0, 1)] public double Probability { get; init; } = 0.5;
}
