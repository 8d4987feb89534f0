using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Measuring;

/// <summary>The latency that a target measured, by the same rules as one that is measured here.</summary>
internal static class TargetLatency
{
    /// <summary>Summarises and judges a latency run.</summary>
    /// <param name="timed">The latency run.</param>
    /// <param name="answered">The accuracy run of the same model on the same target and images; null where there is none.</param>
    /// <param name="options">What was asked for.</param>
    public static LatencyResult Of(RunnerResult timed, RunnerResult? answered, LatencyOptions options)
    {
        var latency = timed.Latency!;
        double[] samples = [.. latency.InferenceMs];
        var conditions = new MeasurementConditions(latency.WallSeconds, latency.MonotonicSeconds, latency.FrequencyKhz?[0], latency.FrequencyKhz?[1]);
        return LatencyResult.Of(samples, timed.FirstRunMs, timed.LoadMs, timed.Runtime.Threads, options) with
        {
            Doubt = (answered is null ? null : PerformanceAnswers.Doubt([.. answered.Answers!.Select(answer => answer.Logits)], latency.SampledAnswers.Select(sample => (sample.Image, sample.Logits))))
                ?? LatencyTrust.Doubt(samples, conditions)
                ?? RepetitionCheck.Doubt(latency.Repetition ?? [])
                ?? Hotter(latency),
        };
    }

    // A phone that ends this much hotter than it began will throttle, if it does not already.
    private const long HotMilliC = 85_000;

    private static string? Hotter(RunnerLatency latency) => latency.TemperatureMilliC is [var start, > HotMilliC and var end]
        ? FormattableString.Invariant($"the device is at {end / 1000} °C after {start / 1000} °C: let it cool down")
        : null;
}
