namespace EdgeKd.Edge.Targets;

/// <summary>A machine, or something that stands for one, that runs models for us.</summary>
/// <remarks>One run at a time. Disposing takes away what was left on the machine.</remarks>
public interface ITarget : IDisposable
{
    /// <summary>The target's name in the recipe.</summary>
    string Name { get; }

    /// <summary>One of <see cref="TargetKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Whether its time is not that of a real device, so that no latency is gated by it.</summary>
    bool IsEmulated { get; }

    /// <summary>The machine that computes: targets of equal ones run in turn, others side by side.</summary>
    string Machine { get; }

    /// <summary>Runs one model and checks what comes back.</summary>
    /// <param name="job">What to run.</param>
    /// <param name="progress">Told in lines how far the target is; from another thread.</param>
    /// <param name="ct">Stops the target.</param>
    /// <exception cref="TargetException">The target could not be reached, failed, hung, or gave an answer that is none; one line.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    TargetAnswer Run(TargetJob job, IProgress<string>? progress, CancellationToken ct);

    /// <summary>Asks the target what it is.</summary>
    /// <param name="ct">Stops the asking.</param>
    /// <exception cref="TargetException">As for <see cref="Run"/>.</exception>
    DeviceDescription Probe(CancellationToken ct);
}
