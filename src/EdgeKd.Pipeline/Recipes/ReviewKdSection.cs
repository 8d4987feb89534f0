namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>distill.reviewkd</c>: loss = ceWeight · CE + weight · hierarchical context loss (Chen et al.,
/// 2021).</summary>
public sealed record ReviewKdSection : RecipeSection
{
    /// <summary>Weight of the cross-entropy with the labels.</summary>
    [InRange(0, 1000)] public double CeWeight { get; init; } = 1;

    /// <summary>Weight of the feature loss.</summary>
    [InRange(0, 1000)] public double Weight { get; init; } = 1;

    /// <summary>Features of the student, shallow to deep; left out, the last stage of each resolution.</summary>
    public IReadOnlyList<string> StudentFeatures { get; init; } = [];

    /// <summary>Features of the teacher, as many.</summary>
    public IReadOnlyList<string> TeacherFeatures { get; init; } = [];
}
