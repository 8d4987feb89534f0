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
        // Whether answers are remembered shows in time, and that is not an ARM processor's.
        string[] noRepetition = job.Mode == TargetMode.Latency ? ["--repetition-pairs", "0"] : [];
        string[] arguments = [.. RunnerCommand.Of(job, job.ModelPath, job.DataPath, library, "cpu", null, logits), .. noRepetition];
        var counts = job.Mode == TargetMode.Latency ? work.PathOf("instructions.json") : null;
        var outcome = Require("the runner", TargetProcess.Run(Emulated([runner, .. arguments], counts), job.TimeLimit, log, progress, ct));
        return new RunnerOutput(outcome.Output, work.ReadLogits(logits), counts is null ? null : InstructionCount.Load(counts).PerInference);
    }

    protected override byte[] Describe(TargetLog log, CancellationToken ct)
    {
        var (runner, _) = RunnerInstallation.Find().Of("linux-arm64");
        return Require("the runner", TargetProcess.Run(Emulated([runner, "probe"]), ProbeLimit, log, null, ct)).Output;
    }

    // The plugin slows the emulator a little, whose time says nothing anyway.
    private TargetProgram Emulated(IEnumerable<string> command, string? counts = null)
    {
        var installed = RunnerInstallation.Find();
        var plugin = counts is null ? Array.Empty<string>() : ["-plugin", $"{installed.InstructionPlugin},out={counts}"];
        return new TargetProgram(Emulator, ["-L", installed.EmulatedPrefix, "-cpu", options.Cpu, .. plugin, .. command]);
    }
}
