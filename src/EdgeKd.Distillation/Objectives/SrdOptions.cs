using EdgeKd.Distillation.Features;

namespace EdgeKd.Distillation.Objectives;

/// <summary>Settings of <see cref="SrdObjective"/>; the defaults are the authors' for ImageNet.</summary>
public sealed record SrdOptions
{
    /// <summary>Weight of the cross entropy, 0 or more.</summary>
    public double CeWeight { get; init; } = 1;

    /// <summary>Weight of the feature loss, 0 or more.</summary>
    public double FeatureWeight { get; init; } = 2;

    /// <summary>Weight of the divergence between the logits at temperature 1, 0 or more.</summary>
    public double KlWeight { get; init; } = 1;

    /// <summary>Whether channels are correlated (the transformers' form) instead of compared entry by entry.</summary>
    public bool Correlation { get; init; }

    /// <summary>α, the exponent, 1 or more; 4 to 5 did best in the paper.</summary>
    public double Exponent { get; init; } = 4;

    /// <summary>The student's feature, as <see cref="FeatureHooks"/> knows it.</summary>
    public string StudentFeature { get; init; } = FeatureHooks.Pooled;

    /// <summary>The teacher's feature.</summary>
    public string TeacherFeature { get; init; } = FeatureHooks.Pooled;
}
