namespace EdgeKd.Pipeline.Comparing;

/// <summary>An arm's balanced accuracy: the mean of the classes' top-1 on the validation part.</summary>
/// <param name="Mean">Its mean over the seeds, 0 to 1.</param>
/// <param name="StandardDeviation">Its standard deviation over the seeds, 0 to 1; null for one seed.</param>
/// <param name="AgainstReference">The difference to the reference arm over the seeds that both have; null for the reference itself.</param>
public sealed record BalancedResult(double Mean, double? StandardDeviation, PairedDifference? AgainstReference)
{
    /// <summary>Null where a run has no figure.</summary>
    internal static BalancedResult? Of(IReadOnlyList<ArmRun> runs, IReadOnlyList<ArmRun>? reference)
    {
        if (runs.Any(run => run.BalancedAccuracy is null))
            return null;
        double[] values = [.. runs.Select(run => run.BalancedAccuracy!.Value)];
        var pairs = (reference ?? []).Where(run => run.BalancedAccuracy is not null)
            .Join(runs, run => run.Seed, run => run.Seed, (against, run) => (Arm: run.BalancedAccuracy!.Value, Against: against.BalancedAccuracy!.Value)).ToArray();
        return new BalancedResult(
            values.Average(),
            PairedDifference.StandardDeviation(values),
            pairs.Length == 0 ? null : PairedDifference.Of([.. pairs.Select(pair => pair.Arm)], [.. pairs.Select(pair => pair.Against)]));
    }
}
