using EdgeKd.Distillation.DeviceChecks;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Pipeline.SelfChecking;

/// <summary>Checks that training on a device is right here: every kind of training step against the processor.</summary>
public static class SelfCheck
{
    /// <summary>What the check is called while it runs.</summary>
    public const string Name = "selfcheck";

    /// <summary>Does the steps, small ones, and compares.</summary>
    /// <param name="device"><c>cuda</c> or <c>cuda:N</c>; <c>cpu</c> compares one thread of the processor with all of them, in float32.</param>
    /// <param name="threads">Threads of the processor, at least 1.</param>
    /// <param name="observer">Told after each step.</param>
    /// <param name="ct">Stops between steps.</param>
    /// <returns>The steps with what was found.</returns>
    /// <exception cref="ArgumentException">There is no such device; one line.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    public static IReadOnlyList<StepComparison> Run(string device, int threads, IPipelineObserver observer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var where = ComputeDevice.Parse(device);
        var steps = where.IsCpu ? [.. StepCase.Methods, .. StepCase.Families] : StepCase.All;
        List<StepComparison> done = [];
        foreach (var step in steps)
        {
            ct.ThrowIfCancellationRequested();
            observer.Progressed(new StageProgress(Name, (double)done.Count / steps.Count, step.Name));
            done.Add(DeviceCheck.Run(step, where.Torch, threads));
        }

        return done;
    }
}
