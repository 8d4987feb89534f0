using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Edge;
using EdgeKd.Edge.Targets;
using EdgeKd.Pipeline.Targets;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd bench</c>: measures one model on one target.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("bench",
            "Measure one model on one target: percentiles of the latency at batch 1, loading, the first run, memory, and under emulation the "
            + "instructions of an inference. The target is one of the recipe's, or local, local-cuda, qemu-arm64 or web.",
            "edgekd bench --target web model.int8.onnx",
            "edgekd bench --target pi --recipe models/my-model/recipe.yaml artifacts/ship/my-model-1.0.0.zip --precision int8",
            "edgekd bench --target local model.fp32.onnx --min-runs 1024 --min-seconds 60 --json");
        var file = new Argument<string>("FILE") { Description = "An ONNX file, or a bundle (.zip)." };
        var target = new Option<string>("--target") { Description = "The target.", HelpName = "NAME", DefaultValueFactory = _ => TargetKinds.Local };
        var recipe = new Option<string?>("--recipe") { Description = "The recipe that names targets (validate.targets).", HelpName = "FILE" };
        var precision = new Option<string?>("--precision") { Description = "Which model of a bundle, instead of the one it recommends.", HelpName = "fp32|int8|..." };
        var data = new Option<string?>("--data") { Description = "Images, as edgekd evaluate takes them, instead of noise.", HelpName = "DIR" };
        var threads = new Option<int?>("--threads") { Description = "Threads inside one operator, instead of the target's.", HelpName = "N" };
        var minRuns = new Option<int>("--min-runs") { Description = "Least number of timed runs.", HelpName = "N", DefaultValueFactory = _ => LatencyOptions.Quick.MinRuns };
        var minSeconds = new Option<double>("--min-seconds") { Description = "Least time spent on them, in seconds.", HelpName = "S", DefaultValueFactory = _ => LatencyOptions.Quick.MinSeconds };
        var artifacts = Places.ArtifactsOption();
        var json = new Option<bool>("--json") { Description = "Write the result, every sample included, as JSON; progress goes to standard error." };
        command.Arguments.Add(file);
        foreach (var option in new Option[] { target, recipe, precision, data, threads, minRuns, minSeconds, artifacts, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(threads) is < 1)
                throw new UsageException("--threads wants a positive number");
            if (parsed.GetValue(minRuns) < 1)
                throw new UsageException("--min-runs wants a positive number");
            if (parsed.GetValue(minSeconds) is not (>= 0 and <= 3600))
                throw new UsageException("--min-seconds wants 0 to 3600");
            var seconds = parsed.GetValue(minSeconds);
            var options = new BenchOptions
            {
                ModelPath = parsed.GetRequiredValue(file),
                Precision = parsed.GetValue(precision),
                Target = parsed.GetRequiredValue(target),
                RecipePath = parsed.GetValue(recipe),
                DataPath = parsed.GetValue(data),
                Threads = parsed.GetValue(threads),
                Latency = LatencyOptions.Quick with { MinRuns = parsed.GetValue(minRuns), MinSeconds = seconds, MaxSeconds = Math.Max(LatencyOptions.Quick.MaxSeconds, 10 * seconds) },
                LogFolder = Path.Combine(parsed.GetRequiredValue(artifacts), TargetLogs.Folder, "bench"),
            };
            var result = terminal.Watch(parsed.GetValue(json), null, observer => TargetBench.Run(options, observer, ct));
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(result, ResultWriter.Json));
            else
                BenchText.Write(terminal.Output, result);
            return ExitCodes.Done;
        });
        return command;
    }
}
