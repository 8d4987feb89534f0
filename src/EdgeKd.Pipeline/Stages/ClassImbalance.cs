using System.Globalization;
using EdgeKd.Data;

namespace EdgeKd.Pipeline.Stages;

/// <summary>How unevenly the classes are filled, and what to do about it.</summary>
internal static class ClassImbalance
{
    // Below, plain training loses little; long-tailed benchmarks begin at 10 (Cui et al., 2019).
    private const int NotableRatio = 10;

    /// <summary>Whether the largest class is more than ten times the smallest.</summary>
    public static bool IsNotable(IReadOnlyCollection<int> counts) => counts.Max() > (long)NotableRatio * counts.Min();

    /// <summary>A line for data whose largest training class is more than ten times its smallest; null for others.</summary>
    public static string? Warning(DataSummary summary)
    {
        var counts = summary.Train.PerClass;
        if (!IsNotable(counts))
            return null;
        var (least, most) = (counts.Min(), counts.Max());
        return string.Create(CultureInfo.InvariantCulture,
            $"the classes hold from {least:N0} ('{Name(least)}') to {most:N0} ('{Name(most)}') training images; distill.train.sampler: balanced or "
            + $"distill.train.classWeights may help the rare ones, and balanced accuracy (distill.train.selectBy, the gate's balancedAccuracy) shows it");

        string Name(int count) => summary.ClassNames[counts.Index().First(entry => entry.Item == count).Index];
    }
}
