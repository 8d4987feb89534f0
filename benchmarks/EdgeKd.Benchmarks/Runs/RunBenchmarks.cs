using System.Text.Json;
using EdgeKd.Benchmarks.Processes;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>A whole training beside the same training in Python as published: what caching the teacher saves in the end.</summary>
internal static class RunBenchmarks
{
    private const string Script = "whole_run.py";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Measures the parts, prints the extrapolated run and saves it as <c>run.json</c>.</summary>
    public static void Run(BenchOptions options)
    {
        if (options.Data is null)
        {
            Console.WriteLine("  run: left out; name CIFAR-10's images by --data");
            return;
        }

        var peers = TimedProcess.HasPeers && TimedProcess.HasModule("torchvision") ? options.Peers : null;
        if (peers is null)
            Console.WriteLine("  run: no peer; install Debian's python3-torch and python3-torchvision, and name the peers' folder by --peers");
        using var data = RunData.Open(options.Output);
        var run = RunComparison.Of(new RunPlan(data.Train.Count, data.Validation.Count), Measure(options, peers, data.Train.ClassNames.Count), options.Seconds);
        foreach (var line in RunTable.Lines(run))
            Console.WriteLine(line);
        var file = Path.Combine(options.Output, "run.json");
        File.WriteAllText(file, JsonSerializer.Serialize(run, Json));
        Console.WriteLine($"Results: {file}");
    }

    private static double[][] Measure(BenchOptions options, string? peers, int classes)
    {
        var threads = TimedProcess.Text(Environment.ProcessorCount);
        var processes = new List<TimedProcess>();
        try
        {
            foreach (var part in new[] { RunParts.Cache, RunParts.Train, RunParts.Validate })
                processes.Add(TimedProcess.Own($"edgekd's {part}", [$"--part={part},{threads}", $"--output={options.Output}"]));
            foreach (var part in peers is null ? [] : new[] { RunParts.Train, RunParts.Validate })
                processes.Add(TimedProcess.Peer($"the peer's {part}", Path.Combine(peers!, Script),
                    [part, RunData.BytesOf(part, options.Output), TimedProcess.Text(classes), TimedProcess.Text(IRunPart.BatchSize), threads]));
            return Turns.Run(processes, options.Rounds, options.Seconds);
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }
}
