using System.Globalization;

namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The arguments of a native runner.</summary>
internal static class RunnerCommand
{
    /// <summary>Of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="model">Where the model lies on the target.</param>
    /// <param name="data">Where the images lie on the target.</param>
    /// <param name="runtime">Where libonnxruntime lies on the target; null where the runner finds it beside itself.</param>
    /// <param name="provider">ONNX Runtime's execution provider, such as <c>cpu</c>.</param>
    /// <param name="affinity">Processors to run on, such as <c>0,2</c>; null for all.</param>
    /// <param name="logits">Where the logits are to be written on the target; null for none.</param>
    public static IReadOnlyList<string> Of(TargetJob job, string model, string data, string? runtime, string provider, string? affinity, string? logits)
    {
        List<string> arguments = [job.Mode == TargetMode.Accuracy ? "accuracy" : "latency", model, "--data", data, "--threads", Text(job.Threads), "--provider", provider];
        if (job.Limit is { } limit)
            arguments.AddRange(["--limit", Text(limit)]);
        if (runtime is not null)
            arguments.AddRange(["--runtime", runtime]);
        if (affinity is not null)
            arguments.AddRange(["--affinity", affinity]);
        if (job.Mode == TargetMode.Latency)
        {
            var options = job.Latency;
            arguments.AddRange(["--min-runs", Text(options.MinRuns), "--min-seconds", Text(options.MinSeconds), "--max-seconds", Text(options.MaxSeconds), "--warm-up", Text(options.WarmUpRuns)]);
        }

        if (logits is not null)
            arguments.AddRange(["--logits", logits]);
        arguments.Add("--progress");
        return arguments;
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
