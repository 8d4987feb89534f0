namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>teacher.normalize</c>: the teacher sees (pixel / 255 · scale − mean) / std.</summary>
public sealed record TeacherNormalizeSection : RecipeSection
{
    /// <summary>Means of red, green and blue, on the scale of <c>teacher.scale</c>.</summary>
    [InRange(0, 255)] public IReadOnlyList<double> Mean { get; init; } = [0, 0, 0];

    /// <summary>Standard deviations of red, green and blue, on the same scale.</summary>
    [InRange(0.001, 255)] public IReadOnlyList<double> Std { get; init; } = [1, 1, 1];
}
