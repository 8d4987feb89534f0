using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Android;

/// <summary>An Android device that adb reaches. Runner, library, model and images are pushed into a folder of their own, which is
/// removed in the end.</summary>
/// <param name="name">The target's name.</param>
/// <param name="options">How it is reached.</param>
internal sealed class AndroidTarget(string name, AndroidOptions options) : RunnerTarget(name, TargetKinds.Android)
{
    /// <summary>How every failure before the first answer begins: nothing is known of the model on Android.</summary>
    internal const string NotValidated = "not validated on Android";

    public override string Machine => $"adb {options.Serial}";

    protected override RunnerOutput Execute(TargetJob job, TargetLog log, IProgress<string>? progress, CancellationToken ct) => OnDevice(log, ct, folder =>
    {
        var (runner, library) = Install(folder, progress);
        progress?.Report($"pushing {Path.GetFileName(job.ModelPath)} and the images");
        var model = folder.Push(job.ModelPath, "model.onnx");
        var data = folder.Push(job.DataPath, "data.images");
        var logits = job.KeepLogits ? folder.PathOf("logits.bin") : null;
        var outcome = Require("the runner", folder.Run([runner, .. RunnerCommand.Of(job, model, data, library, options.Provider, null, logits)], job.TimeLimit, progress));
        return new RunnerOutput(outcome.Output, logits is null ? null : folder.Pull(logits));
    });

    protected override byte[] Describe(TargetLog log, CancellationToken ct) => OnDevice(log, ct, folder =>
        Require("the runner", folder.Run([Install(folder, null).Runner, "probe"], ProbeLimit, null)).Output);

    private (string Runner, string Library) Install(AdbFolder folder, IProgress<string>? progress)
    {
        var runner = options.Runner ?? throw new InvalidDataException("there is no runner for Android here; build device-runtime/native with the NDK and name it by runner");
        var runtime = options.Runtime ?? throw new InvalidDataException("name the libonnxruntime.so of the device, or an onnxruntime.aar, by runtime");
        progress?.Report("pushing the runner and ONNX Runtime");
        using var work = new WorkFolder();
        var library = runtime.EndsWith(".aar", StringComparison.OrdinalIgnoreCase)
            ? AndroidArchive.Extract(runtime, folder.Abi, work.PathOf("libonnxruntime.so"))
            : runtime;
        return (folder.Push(runner, "edgekd-runner", isProgram: true), folder.Push(library, "libonnxruntime.so"));
    }

    private T OnDevice<T>(TargetLog log, CancellationToken ct, Func<AdbFolder, T> work)
    {
        try
        {
            using var folder = AdbFolder.Open(new AdbConnection(options), log, ct);
            return work(folder);
        }
        catch (Exception e) when (e is InvalidDataException or TimeoutException)
        {
            throw new InvalidDataException($"{NotValidated}: {e.Message}", e);
        }
    }
}
