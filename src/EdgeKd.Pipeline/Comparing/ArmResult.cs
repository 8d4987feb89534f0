using EdgeKd.Pipeline.Recipes;

namespace EdgeKd.Pipeline.Comparing;

/// <summary>One arm of a comparison.</summary>
public sealed record ArmResult
{
    /// <summary>Name of the arm.</summary>
    public required string Name { get; init; }

    /// <summary>Its method.</summary>
    public required string Method { get; init; }

    /// <summary>Top-1 on the validation part of each seed, 0 to 1.</summary>
    public required IReadOnlyList<double> Top1 { get; init; }

    /// <summary>Mean over the seeds.</summary>
    public required double MeanTop1 { get; init; }

    /// <summary>The difference to the reference arm; null for the reference itself.</summary>
    public PairedDifference? AgainstReference { get; init; }

    internal static ArmResult From(CompareArm arm, double[] top1, double[]? reference) => new()
    {
        Name = arm.Name,
        Method = arm.Distill.Method,
        Top1 = top1,
        MeanTop1 = top1.Average(),
        AgainstReference = reference is null ? null : PairedDifference.Of(top1, reference),
    };
}
