namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data.normalize</c>: networks see (pixel / 255 − mean) / std.</summary>
public sealed record NormalizeSection : RecipeSection
{
    /// <summary>Means of red, green and blue on the 0–1 scale.</summary>
    [InRange(0, 1)] public IReadOnlyList<double> Mean { get; init; } = [0.5, 0.5, 0.5];

    /// <summary>Standard deviations of red, green and blue on the 0–1 scale.</summary>
    [InRange(0.001, 1)] public IReadOnlyList<double> Std { get; init; } = [0.25, 0.25, 0.25];
}
