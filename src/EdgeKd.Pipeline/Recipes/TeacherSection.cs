namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>teacher</c>: the large network, trained here or loaded from a checkpoint or an ONNX file.</summary>
public sealed record TeacherSection : TeacherSourceSection
{
    /// <summary>How much its logits count beside those of <c>others</c>.</summary>
    [InRange(1e-6, 1e6)] public double? Weight { get; init; }

    /// <summary>Trained networks that teach beside it: the student sees the weighted mean of all logits. Features are those of
    /// the first teacher.</summary>
    public IReadOnlyList<FurtherTeacherSection>? Others { get; init; }

    /// <summary>How the teacher is trained.</summary>
    public TrainSection Train { get; init; } = new();
}
