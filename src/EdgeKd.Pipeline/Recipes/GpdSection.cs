namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>distill.gpd</c>: the student as a part of a wider, trainable teacher (Guo et al., 2025).</summary>
public sealed record GpdSection : RecipeSection
{
    /// <summary>How many times wider the dynamic teacher is.</summary>
    [InRange(2, 16)] public int Ratio { get; init; } = 2;

    /// <summary>Weight of the dynamic teacher's loss on the student.</summary>
    [InRange(0, 1000)] public double Lambda { get; init; } = 3;

    /// <summary>Share of the dynamic teacher's probabilities that is spread over all classes.</summary>
    [InRange(0, 0.9)] public double Smoothing { get; init; } = 0.1;

    /// <summary>How many linear branches a convolution has while it is trained, 1 to 6; 0 for plain convolutions.</summary>
    [InRange(0, 6)] public int Branches { get; init; } = 6;

    /// <summary>Which convolutions have branches: those of <c>stride1</c> 3×3 as in the authors' code, or <c>all</c> 3×3.</summary>
    [OneOf("stride1", "all")] public string BranchScope { get; init; } = "stride1";

    /// <summary>How the tensors are scaled: <c>official</c>, for which the authors' learning rate is made, or <c>unit</c>.</summary>
    [OneOf("official", "unit")] public string Gauge { get; init; } = "official";

    /// <summary>Standard deviation of the noise that tells replicas apart and cancels in the output, relative to a layer's
    /// weights; 0 for none.</summary>
    [InRange(0, 1)] public double Noise { get; init; } = 0.01;

    /// <summary><c>scratch</c>, or <c>finetune</c>: both networks start as the student of <c>student.checkpoint</c>.</summary>
    [OneOf("scratch", "finetune")] public string Start { get; init; } = "scratch";

    /// <summary>Whether the static teacher also teaches the dynamic one.</summary>
    public bool StaticTeachesDynamic { get; init; } = true;
}
