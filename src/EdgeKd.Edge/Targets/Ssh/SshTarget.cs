using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Ssh;

/// <summary>A Linux device that the system's ssh reaches. Runner, model and images are copied into a folder of their own, once each,
/// which is removed in the end; a lost connection is made anew by the next run.</summary>
/// <param name="name">The target's name.</param>
/// <param name="options">How it is reached.</param>
internal sealed class SshTarget(string name, SshOptions options) : RunnerTarget(name, TargetKinds.Ssh)
{
    private SshFolder? _folder;

    public override string Machine => $"{options.Host}:{options.Port}";

    public override void Dispose()
    {
        _folder?.Dispose();
        _folder = null;
    }

    protected override RunnerOutput Execute(TargetJob job, TargetLog log, IProgress<string>? progress, CancellationToken ct) => InFolder(log, ct, folder =>
    {
        var (runner, library) = Install(folder, log, progress, ct);
        var model = folder.Send(job.ModelPath, log, progress, ct);
        var data = folder.Send(job.DataPath, log, progress, ct);
        var logits = job.KeepLogits ? folder.PathOf("logits.bin") : null;
        var outcome = folder.Run([runner, .. RunnerCommand.Of(job, model, data, library, options.Provider, options.Affinity, logits)], job.TimeLimit, log, progress, ct);
        return new RunnerOutput(outcome.Output, logits is null ? null : folder.Fetch(logits, log, ct));
    });

    protected override byte[] Describe(TargetLog log, CancellationToken ct) => InFolder(log, ct, folder =>
    {
        var (runner, _) = Install(folder, log, null, ct);
        return folder.Run([runner, "probe"], ProbeLimit, log, null, ct).Output;
    });

    private (string Runner, string Library) Install(SshFolder folder, TargetLog log, IProgress<string>? progress, CancellationToken ct)
    {
        var (runner, library) = options is { Runner: { } own, Runtime: { } beside } ? (own, beside) : RunnerInstallation.Find().Of(folder.Platform);
        return (folder.Send(options.Runner ?? runner, log, progress, ct), folder.Send(options.Runtime ?? library, log, progress, ct));
    }

    private T InFolder<T>(TargetLog log, CancellationToken ct, Func<SshFolder, T> work)
    {
        try
        {
            _folder ??= SshFolder.Open(new SshConnection(options), log, ct);
            return work(_folder);
        }
        catch (Exception e) when (e is InvalidDataException or TimeoutException or IOException or OperationCanceledException)
        {
            // What is left there is taken away now, while the log is open; where the device is gone, that fails and is only noted.
            _folder?.Remove(log);
            _folder = null;
            throw;
        }
    }
}
