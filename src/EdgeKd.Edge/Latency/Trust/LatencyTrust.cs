using static System.FormattableString;

namespace EdgeKd.Edge;

/// <summary>Says why a latency is not to be trusted: the machine's clock was set, it grew slower or faster meanwhile, or it was busy.</summary>
public static class LatencyTrust
{
    /// <summary>How often a measurement that is not trusted is repeated before it is given up.</summary>
    public const int Repeats = 2;

    /// <summary>The medians of both halves may differ by this share: what MLPerf lets two runs of one system differ by (TEST01).</summary>
    private const double DriftShare = 0.10;

    /// <summary>Samples that take less time together, in milliseconds, say nothing about a machine that drifts.</summary>
    private const double LeastMs = 500;

    private const int LeastSamples = 32;
    private const int Parts = 16;

    // A clock that is disciplined by the network differs by far less than this share; one that is set differs by more than these seconds.
    private const double ClockShare = 0.01;
    private const double ClockSeconds = 0.1;

    /// <summary>Judges a measurement.</summary>
    /// <param name="samplesMs">Every run in the order measured, in milliseconds, at least one.</param>
    /// <param name="conditions">What the clocks said meanwhile; null where that is not known.</param>
    /// <returns>Half a sentence; null where nothing speaks against the measurement.</returns>
    public static string? Doubt(IReadOnlyList<double> samplesMs, MeasurementConditions? conditions = null)
    {
        ArgumentNullException.ThrowIfNull(samplesMs);
        ArgumentOutOfRangeException.ThrowIfZero(samplesMs.Count);
        if (conditions is not null && ClockJump(conditions, samplesMs.Sum() / 1000) is { } jump)
            return jump;
        return samplesMs.Count < LeastSamples || samplesMs.Sum() < LeastMs ? null : Drift(samplesMs, conditions) ?? Variation(samplesMs);
    }

    /// <summary>Says that a clock was set; null where none was. Few runs show it as well as many.</summary>
    /// <param name="conditions">What the clocks said.</param>
    /// <param name="totalSeconds">What the runs add up to.</param>
    internal static string? ClockJump(MeasurementConditions conditions, double totalSeconds = 0)
    {
        var (wall, monotonic) = (conditions.WallSeconds, conditions.MonotonicSeconds);
        var allowed = Math.Max(ClockSeconds, ClockShare * monotonic);
        if (!(Math.Abs(wall - monotonic) <= allowed))
            return Invariant($"the clock jumped: {wall:F2} s went by on the clock of the day and {monotonic:F2} s on the monotonic one, so it was set or the machine slept");
        return totalSeconds <= monotonic + allowed
            ? null
            : Invariant($"the clock jumped: the runs add up to {totalSeconds:F2} s, but {monotonic:F2} s went by");
    }

    private static string? Drift(IReadOnlyList<double> samplesMs, MeasurementConditions? conditions)
    {
        var half = samplesMs.Count / 2;
        var (first, second) = (Median(samplesMs.Take(half)), Median(samplesMs.Skip(samplesMs.Count - half)));
        if (second > first * (1 + DriftShare))
        {
            var clock = conditions is { StartFrequencyKhz: { } start, EndFrequencyKhz: { } end } && end < start
                ? Invariant($", while the processor's clock fell from {start / 1000} to {end / 1000} MHz")
                : "";
            return Invariant($"the second half of the runs is {100 * ((second / first) - 1):F0} % slower than the first{clock}: the machine throttled or grew busy");
        }

        return first > second * (1 + DriftShare)
            ? Invariant($"the first half of the runs is {100 * ((first / second) - 1):F0} % slower than the second: the machine was busy or not warmed up")
            : null;
    }

    private static string? Variation(IReadOnlyList<double> samplesMs)
    {
        double[] medians = [.. Enumerable.Range(0, Parts).Select(i => Median(Part(samplesMs, i)))];
        return MachineNoise.Variation(medians) is > MachineNoise.NoisyShare and var variation
            ? Invariant($"the runs vary by {100 * variation:F0} % (standard deviation of the medians of {Parts} parts), so the machine was busy or changed its clock")
            : null;
    }

    private static IEnumerable<double> Part(IReadOnlyList<double> samplesMs, int part)
    {
        int from = part * samplesMs.Count / Parts, to = (part + 1) * samplesMs.Count / Parts;
        return samplesMs.Skip(from).Take(to - from);
    }

    private static double Median(IEnumerable<double> samplesMs)
    {
        double[] sorted = [.. samplesMs.Order()];
        return Percentiles.Of(sorted, 0.5m);
    }
}
