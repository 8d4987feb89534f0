namespace EdgeKd.Pipeline.Recipes;

/// <summary>A mapping of a recipe. Its properties are its keys (<c>WeightDecay</c> is <c>weightDecay</c>), their initial
/// values the defaults; <see cref="InRangeAttribute"/>, <see cref="OneOfAttribute"/> and <see cref="NeededAttribute"/> limit them.</summary>
public abstract record RecipeSection
{
    internal RecipeSection Copy() => this with { };
}
