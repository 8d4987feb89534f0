using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Emulated;

/// <summary>The arm64 runner under qemu-user on this machine: what it answers is an ARM processor's, its time is not.</summary>
/// <param name="name">The target's name.</param>
/// <param name="options">The processor.</param>
internal sealed class EmulatedTarget(string name, EmulatedOptions options) : RunnerTarget(name, TargetKinds.QemuArm64)
{
    private const string Emulator = "qemu-aarch64";

    public override bool IsEmulated => true;

    protected override RunnerOutput Execute(TargetJob job, TargetLog log, IProgress<string>? progress, CancellationToken ct)
    {
        using var work = new WorkFolder();
        var (runner, library) = RunnerInstallation.Find().Of("linux-arm64");
        var logits = job.KeepLogits ? work.PathOf("logits.bin") : null;
        var arguments = RunnerCommand.Of(job, job.ModelPath, job.DataPath, library, "cpu", null, logits);
        var outcome = Require("the runner", TargetProcess.Run(Emulated([runner, .. arguments]), job.TimeLimit, log, progress, ct));
        return new RunnerOutput(outcome.Output, work.ReadLogits(logits));
    }

    protected override byte[] Describe(TargetLog log, CancellationToken ct)
    {
        var (runner, _) = RunnerInstallation.Find().Of("linux-arm64");
        return Require("the runner", TargetProcess.Run(Emulated([runner, "probe"]), ProbeLimit, log, null, ct)).Output;
    }

    private TargetProgram Emulated(IEnumerable<string> command) =>
        new(Emulator, ["-L", RunnerInstallation.Find().EmulatedPrefix, "-cpu", options.Cpu, .. command]);
}
