namespace EdgeKd.Edge.Targets.Measuring;

/// <summary>Times a model on a target without asking what it answers: all that there is to know of one that is not trained.</summary>
public static class TargetTiming
{
    /// <summary>Runs the model until its latency can be trusted, or was measured again as often as is worth it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="job">What to run; its mode is latency whatever it says.</param>
    /// <param name="progress">Told in lines; from another thread.</param>
    /// <param name="ct">Stops the target.</param>
    /// <exception cref="TargetException">As for <see cref="ITarget.Run"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    public static LatencyResult Run(ITarget target, TargetJob job, IProgress<string>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(job);
        return TargetMeasurement.Time(target, job with { Mode = TargetMode.Latency, KeepLogits = false }, null, progress, ct).Latency;
    }
}
