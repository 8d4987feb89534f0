namespace EdgeKd.Edge;

/// <summary>How long a latency measurement runs.</summary>
/// <remarks>It ends when both minima are met, or at the maximum, as in MLPerf Inference's single-stream scenario.</remarks>
public sealed record LatencyOptions
{
    /// <summary>Runs before the timed ones. The very first run is timed apart and not among them.</summary>
    public int WarmUpRuns { get; init; } = 10;

    /// <summary>The least number of timed runs.</summary>
    public int MinRuns { get; init; } = 128;

    /// <summary>The least sum of the timed runs, in seconds.</summary>
    public double MinSeconds { get; init; } = 2;

    /// <summary>The timed runs stop when they have taken this long, in seconds, even below <see cref="MinRuns"/>.</summary>
    public double MaxSeconds { get; init; } = 60;

    /// <summary>A first impression in a few seconds: 128 runs and 2 s.</summary>
    public static LatencyOptions Quick { get; } = new();

    /// <summary>What a release needs: 1,024 runs and 60 s (MLPerf Mobile's single-stream minimum).</summary>
    public static LatencyOptions Release { get; } = new() { WarmUpRuns = 32, MinRuns = 1024, MinSeconds = 60, MaxSeconds = 600 };

    /// <summary>Requires numbers that a measurement can end with.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal void Require()
    {
        if (WarmUpRuns < 0 || MinRuns < 1 || !(MinSeconds >= 0) || !(MaxSeconds >= MinSeconds) || !double.IsFinite(MaxSeconds))
            throw new ArgumentException(
                $"Latency options need warm-up runs ≥ 0, runs ≥ 1 and 0 ≤ minimum ≤ maximum seconds, not {WarmUpRuns}, {MinRuns}, {MinSeconds} and {MaxSeconds}.");
    }
}
