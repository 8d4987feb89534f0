namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>distill</c>: loss = ceWeight · CE(student, label) + kdWeight · T² · KL(teacher/T ‖ student/T).</summary>
public sealed record DistillSection : RecipeSection
{
    /// <summary><c>kd</c> is Hinton's distillation; <c>ce</c> trains on the labels alone, without a teacher.</summary>
    [OneOf("kd", "ce")] public string Method { get; init; } = "kd";

    /// <summary>Temperature T that softens both networks' logits.</summary>
    [InRange(0.1, 100)] public double Temperature { get; init; } = 4;

    /// <summary>Weight of the cross-entropy with the labels (method <c>kd</c>; <c>ce</c> uses 1).</summary>
    [InRange(0, 1000)] public double CeWeight { get; init; } = 0.1;

    /// <summary>Weight of the distillation loss.</summary>
    [InRange(0, 1000)] public double KdWeight { get; init; } = 0.9;

    /// <summary>How the student is trained.</summary>
    public TrainSection Train { get; init; } = new();
}
