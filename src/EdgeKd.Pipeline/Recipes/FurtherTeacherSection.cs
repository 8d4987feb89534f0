namespace EdgeKd.Pipeline.Recipes;

/// <summary>One of recipe section <c>teacher.others</c>: a trained network that teaches beside the teacher.</summary>
public sealed record FurtherTeacherSection : TeacherSourceSection
{
    /// <summary>How much its logits count beside the teacher's.</summary>
    [InRange(1e-6, 1e6)] public double Weight { get; init; } = 1;
}
