using EdgeKd.Benchmarks.Processes;
using MathNet.Numerics.Statistics;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>Every kind of training step beside the same step in Python on the same libtorch: rounds in turns, medians, ratios.</summary>
internal static class StepBenchmarks
{
    private const string Script = "training_step.py";

    // Tuning takes its second BLAS thread from the peer, as src/TorchSharp/native/kernels does here: it is in OpenMP's way.
    private static readonly (string Name, int? BlasThreads)[] Forms = [("published", null), ("tuned", 1)];

    /// <summary>Measures.</summary>
    /// <param name="steps">Kinds and networks.</param>
    /// <param name="output">Where images and caches are kept meanwhile.</param>
    /// <param name="peers">The folder of the peers' scripts; null where there are none.</param>
    /// <param name="rounds">How often each takes its turn.</param>
    /// <param name="seconds">The least time of a turn.</param>
    public static IEnumerable<StepComparison> Run(IEnumerable<(StepKind Kind, StepPair Pair)> steps, string output, string? peers, int rounds, double seconds)
    {
        foreach (var pair in steps.GroupBy(step => step.Pair, step => step.Kind))
            foreach (var teacher in new[] { StepKind.Cached, StepKind.Live })
                foreach (var kind in pair.Where(kind => kind.IsComparedWith(teacher)))
                    yield return Compare(kind, pair.Key, teacher, output, peers, rounds, seconds);
    }

    private static StepComparison Compare(StepKind kind, StepPair pair, string teacher, string output, string? peers, int rounds, double seconds)
    {
        var threads = TimedProcess.Text(Environment.ProcessorCount);
        var processes = new List<TimedProcess>();
        try
        {
            processes.Add(TimedProcess.Own("edgekd", [$"--step={kind.Name},{teacher},{pair.Name},{threads}", $"--output={output}"]));
            if (peers is not null)
                processes.AddRange(Forms.Select(form => TimedProcess.Peer(
                    form.Name, Path.Combine(peers, Script), [kind.Name, form.Name, teacher, pair.Name, TimedProcess.Text(pair.BatchSize), threads], form.BlasThreads)));
            var times = Turns.Run(processes, rounds, seconds);
            return new StepComparison(
                pair.Name, teacher, kind.Name, pair.BatchSize, 1000 * times[0].Median(), processes[0].PeakBytes(),
                [.. Enumerable.Range(1, processes.Count - 1).Select(i => new StepComparison.PeerStep(
                    processes[i].Name, 1000 * times[i].Median(), processes[i].PeakBytes(), times[i].Zip(times[0], (peer, own) => peer / own).Median()))]);
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }
}
