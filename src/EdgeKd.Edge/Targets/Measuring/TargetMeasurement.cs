using EdgeKd.Edge.Targets.Parity;
using static System.FormattableString;

namespace EdgeKd.Edge.Targets.Measuring;

/// <summary>Measures models on targets. Targets on different machines are measured side by side, those that share one in turn; one that
/// fails does so alone.</summary>
public static class TargetMeasurement
{
    /// <summary>Measures a plan on every target.</summary>
    /// <param name="targets">The targets, each with its plan; they stay the caller's.</param>
    /// <param name="progress">Told in lines, with the target's name in front; from several threads.</param>
    /// <param name="finished">Told as soon as a target is done, whatever became of it; from several threads, one at a time.</param>
    /// <param name="ct">Stops all of them.</param>
    /// <returns>What became of each, in their order.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    public static IReadOnlyList<TargetOutcome> Run(
        IReadOnlyList<(ITarget Target, TargetPlan Plan)> targets, IProgress<string>? progress, Action<TargetOutcome>? finished, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var outcomes = new TargetOutcome[targets.Count];
        var telling = new Lock();
        var machines = targets.Select((target, i) => (target.Target, target.Plan, Place: i)).GroupBy(target => target.Target.Machine);
        Task[] running = [.. machines.Select(machine => Task.Factory.StartNew(
            () =>
            {
                foreach (var (target, plan, place) in machine)
                {
                    outcomes[place] = Measure(target, plan, progress, ct);
                    lock (telling)
                        finished?.Invoke(outcomes[place]);
                }
            },
            ct, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WhenAll(running).GetAwaiter().GetResult();
        return outcomes;
    }

    /// <summary>Measures a plan on one target.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    public static TargetOutcome Measure(ITarget target, TargetPlan plan, IProgress<string>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(plan);
        var outcome = new TargetOutcome { Name = target.Name, Kind = target.Kind, IsEmulated = target.IsEmulated };
        var models = new List<MeasuredOnTarget>();
        try
        {
            foreach (var model in plan.Models)
                models.Add(Measure(target, plan, model, progress, ct));
            return outcome with { Models = models };
        }
        catch (TargetException e)
        {
            return outcome with { Models = models, Failure = e.Problem, LogPath = e.LogPath };
        }
    }

    private static MeasuredOnTarget Measure(ITarget target, TargetPlan plan, PlannedModel model, IProgress<string>? progress, CancellationToken ct)
    {
        var job = new TargetJob
        {
            Mode = TargetMode.Accuracy,
            ModelPath = model.Path,
            Precision = model.Precision,
            DataPath = plan.DataPath,
            Threads = plan.Threads,
            Latency = plan.Latency,
            KeepLogits = true,
            TimeLimit = plan.TimeLimit,
            LogFolder = plan.LogFolder,
        };
        progress?.Report($"{target.Name}: accuracy of {model.Precision}");
        var accuracy = target.Run(job, Named(target, progress), ct);
        var parity = TargetParity.Of(model.LocalLogits, accuracy.Logits!, model.ClassNames, model.Limits);
        if (ProviderFallback.Doubt(accuracy.Result.Runtime.Provider) is { } fallback)
            parity = parity with { Doubt = parity.Doubt is { } other ? $"{other}; {fallback}" : fallback };
        progress?.Report(Invariant($"{target.Name}: {model.Precision} agrees on {parity.Agreement:P1} of {accuracy.Result.Data.Count} images; latency"));
        var (latency, timed) = Time(target, job with { Mode = TargetMode.Latency, KeepLogits = false }, accuracy, progress, ct);
        return new MeasuredOnTarget { Precision = model.Precision, Accuracy = accuracy.Result, Parity = parity, Latency = latency, Instructions = timed.Instructions };
    }

    /// <summary>Times a model, again where the measurement is not to be trusted (<see cref="LatencyTrust.Repeats"/>); an emulated one says
    /// nothing about a device however often.</summary>
    /// <param name="target">The target.</param>
    /// <param name="job">The latency run.</param>
    /// <param name="accuracy">The accuracy run of the same model on the same images; null where there is none to compare with.</param>
    /// <param name="progress">Told in lines.</param>
    /// <param name="ct">Stops the target.</param>
    /// <returns>The latency, and the last run.</returns>
    /// <exception cref="TargetException">The target failed; one line.</exception>
    public static (LatencyResult Latency, TargetAnswer Timed) Time(
        ITarget target, TargetJob job, TargetAnswer? accuracy, IProgress<string>? progress, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var timed = target.Run(job, Named(target, progress), ct);
            var latency = TargetLatency.Of(timed.Result, accuracy?.Result, job.Latency) with { Attempts = attempt };
            if (latency.Doubt is not { } doubt || target.IsEmulated || attempt > LatencyTrust.Repeats)
                return (latency, timed);
            progress?.Report($"{target.Name}: {doubt}; measuring again");
        }
    }

    private static Relay? Named(ITarget target, IProgress<string>? progress) => progress is null ? null : new Relay(target.Name, progress);

    private sealed class Relay(string name, IProgress<string> progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report($"{name}: {value}");
    }
}
