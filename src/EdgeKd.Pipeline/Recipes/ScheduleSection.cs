namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>schedule</c> of a training run: the learning rate, step by step.</summary>
public sealed record ScheduleSection : RecipeSection
{
    /// <summary><c>cosine</c> falls along half a cosine; <c>step</c> falls at the milestones.</summary>
    [OneOf("cosine", "step")] public string Kind { get; init; } = "cosine";

    /// <summary>Epochs (fractions allowed) over which the rate rises from near zero to its peak.</summary>
    [InRange(0, 1000)] public double WarmUpEpochs { get; init; } = 0.5;

    /// <summary>Epochs at which <c>step</c> multiplies the rate by <c>gamma</c>.</summary>
    [InRange(1, 10_000)] public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>Factor of <c>step</c>.</summary>
    [InRange(1e-6, 1)] public double Gamma { get; init; } = 0.1;
}
