namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data.augment.mixup</c>.</summary>
public sealed record MixupSection : RecipeSection
{
    /// <summary>α of the share's distribution Beta(α, α): below 1 most images stay nearly whole, above it most are near half.</summary>
    [InRange(0.05, 100)] public double Alpha { get; init; } = 0.2;

    /// <summary>Share of the images that are mixed; with <c>cutmix</c> beside it, of the half that draws mixup.</summary>
    [InRange(0, 1)] public double Probability { get; init; } = 1;
}
