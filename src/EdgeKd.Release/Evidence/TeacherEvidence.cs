namespace EdgeKd.Release;

/// <summary>What was measured of the teacher, on the images of <see cref="ValidationEvidence.Labels"/>.</summary>
public sealed record TeacherEvidence
{
    /// <summary>The share of test images whose class has the largest logit.</summary>
    public required double Top1 { get; init; }

    /// <summary>What it answered.</summary>
    public required AnswersEvidence Answers { get; init; }
}
