namespace EdgeKd.Edge;

/// <summary>How long a measurement in paired blocks runs.</summary>
/// <remarks>Pairs decide more than runs do: the runs of a block share what the machine does meanwhile, so that a longer block says little
/// more than a shorter one.</remarks>
public sealed record BlockOptions
{
    /// <summary>Pairs of blocks.</summary>
    public int Pairs { get; init; } = 24;

    /// <summary>Runs of each block before the timed ones; the very first one is not among them.</summary>
    public int WarmUpRuns { get; init; } = 4;

    /// <summary>The least number of timed runs of a block; enough that its 90th percentile is not its slowest run.</summary>
    public int MinRuns { get; init; } = 32;

    /// <summary>The least time of a block of the faster model, in milliseconds.</summary>
    public double MinBlockMs { get; init; } = 20;

    /// <summary>No pair begins after this time, in seconds, and no repetition of a measurement that is not to be trusted.</summary>
    public double MaxSeconds { get; init; } = 60;

    /// <summary>A few seconds for a model of a millisecond: 24 pairs of at least 32 runs and 20 ms.</summary>
    public static BlockOptions Quick { get; } = new();

    /// <summary>What a release needs: 100 pairs of at least 32 runs and 600 ms, which is MLPerf Mobile's minute for each model.</summary>
    public static BlockOptions Release { get; } = new() { Pairs = 100, WarmUpRuns = 8, MinBlockMs = 600, MaxSeconds = 1200 };

    /// <summary>Requires numbers that a measurement can end with.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal void Require()
    {
        if (Pairs < 1 || WarmUpRuns < 0 || MinRuns < 1 || !(MinBlockMs >= 0) || !double.IsFinite(MinBlockMs) || !(MaxSeconds > 0) || !double.IsFinite(MaxSeconds))
            throw new ArgumentException(FormattableString.Invariant(
                $"Block options need pairs ≥ 1, warm-up runs ≥ 0, runs ≥ 1, milliseconds ≥ 0 and seconds > 0, not {Pairs}, {WarmUpRuns}, {MinRuns}, {MinBlockMs} and {MaxSeconds}."));
    }
}
