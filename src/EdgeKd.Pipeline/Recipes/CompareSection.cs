namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>compare</c>: the arms that <c>edgekd compare</c> trains over several seeds.</summary>
public sealed record CompareSection : RecipeSection
{
    /// <summary>Name of the arm that the others are compared with; left out, the first.</summary>
    public string? Reference { get; init; }

    /// <summary>The arms.</summary>
    public IReadOnlyList<CompareArm> Arms { get; init; } = [];
}
