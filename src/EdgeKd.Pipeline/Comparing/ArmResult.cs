using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Comparing;

/// <summary>One arm of a comparison.</summary>
public sealed record ArmResult
{
    /// <summary>Name of the arm.</summary>
    public required string Name { get; init; }

    /// <summary>Its method, with optimizer and reparameterization where they are not the plain ones: <c>gpd + dhkd + dot</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Its finished trainings, by seed.</summary>
    public required IReadOnlyList<ArmRun> Runs { get; init; }

    /// <summary>Mean of top-1 over the seeds, 0 to 1.</summary>
    public required double MeanTop1 { get; init; }

    /// <summary>Standard deviation of top-1 over the seeds, 0 to 1; null for one seed.</summary>
    public double? StandardDeviationTop1 { get; init; }

    /// <summary>The difference to the reference arm over the seeds that both have; null for the reference itself.</summary>
    public PairedDifference? AgainstReference { get; init; }

    /// <summary>Balanced accuracy over the seeds; null where a training of before it was recorded is among them.</summary>
    public BalancedResult? Balanced { get; init; }

    /// <summary>Mean training speed, images a second.</summary>
    public double ImagesPerSecond => Runs.Average(run => run.ImagesPerSecond);

    /// <summary>Largest resident set of any of the trainings.</summary>
    public long PeakMemoryBytes => Runs.Max(run => run.PeakMemoryBytes);

    internal static ArmResult From(CompareArm arm, IReadOnlyList<ArmRun> runs, IReadOnlyList<ArmRun>? reference)
    {
        double[] top1 = [.. runs.Select(run => run.Top1)];
        var pairs = reference is null
            ? []
            : runs.Join(reference, run => run.Seed, run => run.Seed, (run, against) => (run.Top1, Against: against.Top1)).ToArray();
        return new ArmResult
        {
            Name = arm.Name,
            Method = DistillerSettings.Describe(arm.Distill),
            Runs = runs,
            MeanTop1 = top1.Average(),
            StandardDeviationTop1 = PairedDifference.StandardDeviation(top1),
            AgainstReference = pairs.Length == 0
                ? null
                : PairedDifference.Of([.. pairs.Select(pair => pair.Top1)], [.. pairs.Select(pair => pair.Against)]),
            Balanced = BalancedResult.Of(runs, reference),
        };
    }
}
