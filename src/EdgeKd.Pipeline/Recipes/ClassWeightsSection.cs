namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>classWeights</c> of a <c>train</c> section.</summary>
public sealed record ClassWeightsSection : RecipeSection
{
    /// <summary>By what a class weighs: <c>inverse</c>, one over its training images n, or <c>effective-number</c>, (1 − beta)/(1 − betaⁿ)
    /// (Cui et al., 2019); <c>none</c> weighs all alike.</summary>
    [OneOf("none", "inverse", "effective-number")] public string Kind { get; init; } = "effective-number";

    /// <summary>beta of <c>effective-number</c>: 0 weighs all alike, near 1 is <c>inverse</c>.</summary>
    [InRange(0, 0.9999999)] public double Beta { get; init; } = 0.999;
}
