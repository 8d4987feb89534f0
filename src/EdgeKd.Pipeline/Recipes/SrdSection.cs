namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>distill.srd</c>: loss = ceWeight · CE + featureWeight · LogSum(standardised features) + klWeight
/// · KL at temperature 1 (Miles and Mikolajczyk, 2024).</summary>
public sealed record SrdSection : RecipeSection
{
    /// <summary>Weight of the cross-entropy with the labels.</summary>
    [InRange(0, 1000)] public double CeWeight { get; init; } = 1;

    /// <summary>Weight of the feature loss.</summary>
    [InRange(0, 1000)] public double FeatureWeight { get; init; } = 2;

    /// <summary>Weight of the divergence between the logits; 0 leaves it out.</summary>
    [InRange(0, 1000)] public double KlWeight { get; init; } = 1;

    /// <summary><c>elementwise</c> differences, or the <c>correlation</c> of each channel.</summary>
    [OneOf("elementwise", "correlation")] public string Form { get; init; } = "elementwise";

    /// <summary>Exponent of the differences.</summary>
    [InRange(1, 16)] public double Exponent { get; init; } = 4;

    /// <summary>Feature of the student: <c>pooled</c>, a stage or any module's path; with <c>:preact</c> behind it, before its last activation.</summary>
    public string StudentFeature { get; init; } = "pooled";

    /// <summary>Feature of the teacher.</summary>
    public string TeacherFeature { get; init; } = "pooled";
}
