using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Local;

/// <summary>The native runner on this machine.</summary>
/// <param name="name">The target's name.</param>
/// <param name="options">What the recipe says of it.</param>
internal sealed class LocalTarget(string name, LocalOptions options) : RunnerTarget(name, options.Provider == LocalOptions.Cuda ? TargetKinds.LocalCuda : TargetKinds.Local)
{
    protected override RunnerOutput Execute(TargetJob job, TargetLog log, IProgress<string>? progress, CancellationToken ct)
    {
        using var work = new WorkFolder();
        var (runner, library) = Program();
        var logits = job.KeepLogits ? work.PathOf("logits.bin") : null;
        var arguments = RunnerCommand.Of(job, job.ModelPath, job.DataPath, library, options.Provider, options.Affinity, logits);
        var outcome = Require("the runner", TargetProcess.Run(new TargetProgram(runner, arguments), job.TimeLimit, log, progress, ct));
        return new RunnerOutput(outcome.Output, work.ReadLogits(logits));
    }

    protected override byte[] Describe(TargetLog log, CancellationToken ct) =>
        Require("the runner", TargetProcess.Run(new TargetProgram(Program().Runner, "probe"), ProbeLimit, log, null, ct)).Output;

    private (string Runner, string? Library) Program()
    {
        if (options.Runner is { } own)
            return (own, options.Runtime);
        var (runner, library) = RunnerInstallation.Find().Of("linux-x64");
        return (runner, options.Runtime ?? library);
    }
}
