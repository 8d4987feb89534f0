namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>schedule</c> of a training run: the learning rate, step by step.</summary>
public sealed record ScheduleSection : RecipeSection
{
    /// <summary><c>cosine</c> falls along half a cosine; <c>step</c> falls at the milestones; <c>constant</c> stays.</summary>
    [OneOf("cosine", "step", "constant")] public string Kind { get; init; } = "cosine";

    /// <summary>Epochs (fractions allowed) over which the rate rises from near zero to its peak.</summary>
    [InRange(0, 1000)] public double WarmUpEpochs { get; init; } = 0.5;

    /// <summary>Factor on the rate at the very end of <c>cosine</c>.</summary>
    [InRange(0, 1)] public double FinalFactor { get; init; }

    /// <summary>Epochs (fractions allowed) at which <c>step</c> multiplies the rate by <c>gamma</c>.</summary>
    [InRange(0.01, 10_000)] public IReadOnlyList<double> Milestones { get; init; } = [];

    /// <summary>Factor of <c>step</c>.</summary>
    [InRange(1e-6, 1)] public double Gamma { get; init; } = 0.1;
}
