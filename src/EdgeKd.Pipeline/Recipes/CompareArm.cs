namespace EdgeKd.Pipeline.Recipes;

/// <summary>One arm of <c>compare</c>: the recipe with some keys of <c>distill</c> changed.</summary>
public sealed record CompareArm : RecipeSection
{
    /// <summary>Name of the arm in the table.</summary>
    [Needed] public string Name { get; init; } = "";

    /// <summary>The keys of <c>distill</c> that differ; the others are the recipe's own.</summary>
    public DistillSection Distill { get; init; } = new();
}
