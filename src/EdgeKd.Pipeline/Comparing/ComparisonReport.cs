namespace EdgeKd.Pipeline.Comparing;

/// <summary>What a comparison found.</summary>
public sealed record ComparisonReport
{
    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>Name of the arm that the others are compared with.</summary>
    public required string Reference { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>The teacher's top-1 on the validation part, 0 to 1; null when no arm has a teacher.</summary>
    public double? TeacherTop1 { get; init; }

    /// <summary>The arms, in the recipe's order.</summary>
    public required IReadOnlyList<ArmResult> Arms { get; init; }
}
