namespace EdgeKd.Edge;

/// <summary>The timed loop: one run after another, until enough are measured.</summary>
internal static class LatencyMeasurement
{
    /// <summary>Measures runs.</summary>
    /// <param name="run">Runs once; given the number of the run, from 0.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <returns>The first run and the timed runs, in milliseconds.</returns>
    public static (double FirstRunMs, double[] SamplesMs) Measure(
        Action<int> run, LatencyOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var number = 0;
        var first = Time(run, number++, clock);
        for (var i = 0; i < options.WarmUpRuns; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            run(number++);
        }

        var samples = new List<double>(options.MinRuns);
        double seconds = 0;
        while ((samples.Count < options.MinRuns || seconds < options.MinSeconds) && (samples.Count == 0 || seconds < options.MaxSeconds))
        {
            cancellation.ThrowIfCancellationRequested();
            var sample = Time(run, number++, clock);
            samples.Add(sample);
            seconds += sample / 1000;
        }

        return (first, [.. samples]);
    }

    private static double Time(Action<int> run, int number, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        run(number);
        return clock.GetElapsedTime(start).TotalMilliseconds;
    }
}
