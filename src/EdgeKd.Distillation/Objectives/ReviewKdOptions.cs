namespace EdgeKd.Distillation.Objectives;

/// <summary>Settings of <see cref="ReviewKdObjective"/>; the defaults are mdistiller's.</summary>
public sealed record ReviewKdOptions
{
    /// <summary>Weight of the cross entropy, 0 or more.</summary>
    public double CeWeight { get; init; } = 1;

    /// <summary>Weight of the feature loss, 0 or more; the authors take up to 8 for some pairs.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Features of the student, shallow to deep; empty for <see cref="ReviewKdFeatures.Complete"/> to fill in.</summary>
    public IReadOnlyList<string> StudentFeatures { get; init; } = [];

    /// <summary>Features of the teacher, as many: each is what the student's at the same place shall become.</summary>
    public IReadOnlyList<string> TeacherFeatures { get; init; } = [];

    /// <summary>Most channels inside the fusion modules.</summary>
    public int MaxMidChannels { get; init; } = 512;
}
