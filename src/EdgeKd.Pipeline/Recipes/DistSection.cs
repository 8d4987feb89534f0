namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>distill.dist</c>: loss = ceWeight · CE + beta · inter-class + gamma · intra-class correlation
/// loss (Huang et al., 2022).</summary>
public sealed record DistSection : RecipeSection
{
    /// <summary>Weight of the cross-entropy with the labels.</summary>
    [InRange(0, 1000)] public double CeWeight { get; init; } = 1;

    /// <summary>Weight of the correlation over the classes of each image.</summary>
    [InRange(0, 1000)] public double Beta { get; init; } = 2;

    /// <summary>Weight of the correlation over the images of each class.</summary>
    [InRange(0, 1000)] public double Gamma { get; init; } = 2;

    /// <summary>Temperature of the probabilities.</summary>
    [InRange(0.1, 100)] public double Temperature { get; init; } = 4;
}
