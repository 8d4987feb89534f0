namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>distill.dkd</c>: loss = ceWeight · CE + alpha · TCKD + beta · NCKD (Zhao et al., 2022).</summary>
public sealed record DkdSection : RecipeSection
{
    /// <summary>Weight of the cross-entropy with the labels.</summary>
    [InRange(0, 1000)] public double CeWeight { get; init; } = 1;

    /// <summary>Weight of the target class's part.</summary>
    [InRange(0, 1000)] public double Alpha { get; init; } = 1;

    /// <summary>Weight of the other classes' part.</summary>
    [InRange(0, 1000)] public double Beta { get; init; } = 8;

    /// <summary>Temperature of both parts.</summary>
    [InRange(0.1, 100)] public double Temperature { get; init; } = 4;
}
