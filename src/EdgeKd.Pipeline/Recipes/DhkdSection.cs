namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>distill.dhkd</c>: loss = ceWeight · CE(main head) + alpha · BinaryKL-Norm(auxiliary head)
/// (Yang et al., 2025).</summary>
public sealed record DhkdSection : RecipeSection
{
    /// <summary>Weight of the cross-entropy with the labels.</summary>
    [InRange(0, 1000)] public double CeWeight { get; init; } = 1;

    /// <summary>Weight of the auxiliary head's loss against the teacher; the loss sums over the classes.</summary>
    [InRange(0, 1000)] public double Alpha { get; init; } = 1;

    /// <summary>Where the loss turns from squared to absolute differences of logits.</summary>
    [InRange(0.01, 100)] public double Temperature { get; init; } = 2;

    /// <summary>The auxiliary head: <c>linear</c>, <c>nonlinear</c> (for a student of another family than the teacher's), or
    /// <c>shared</c> with the main head, which shows why there are two.</summary>
    [OneOf("linear", "nonlinear", "shared")] public string AuxiliaryHead { get; init; } = "linear";

    /// <summary>The loss: <c>binarykl-norm</c>, or <c>binarykl</c> without the shift by the teacher's logits.</summary>
    [OneOf("binarykl-norm", "binarykl")] public string Loss { get; init; } = "binarykl-norm";

    /// <summary>Whether a distillation gradient that opposes the labels' is projected: over <c>all</c> parameters as in the
    /// authors' code, over the <c>shared</c> ones alone as in their text, or <c>none</c>.</summary>
    [OneOf("none", "all", "shared")] public string GradientAlignment { get; init; } = "all";
}
