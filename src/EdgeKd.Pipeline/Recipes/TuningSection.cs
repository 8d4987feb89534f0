namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>quantize.tuning</c>: training with rounded weights and activations, against the float student.</summary>
public sealed record TuningSection : RecipeSection
{
    /// <summary>Passes over the training images; 0 leaves the tuning out.</summary>
    [InRange(0, 1000)] public int Epochs { get; init; } = 2;

    /// <summary>Images a step.</summary>
    [InRange(1, 65_536)] public int BatchSize { get; init; } = 64;

    /// <summary>The learning rate at the start; it falls to 0 along a cosine.</summary>
    [InRange(1e-9, 10)] public double LearningRate { get; init; } = 1e-3;
}
