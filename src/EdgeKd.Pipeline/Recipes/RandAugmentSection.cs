namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data.augment.randAugment</c>.</summary>
public sealed record RandAugmentSection : RecipeSection
{
    /// <summary>How many operations an image goes through.</summary>
    [InRange(1, 100)] public int Operations { get; init; } = 2;

    /// <summary>Their strength, 0 to 30.</summary>
    [InRange(0, 30)] public int Magnitude { get; init; } = 9;
}
