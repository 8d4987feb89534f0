using MathNet.Numerics.Statistics;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>Every kind of training step beside the same step in Python on the same libtorch: rounds in turns, medians, ratios.</summary>
internal static class StepBenchmarks
{
    private const int WarmUpSteps = 2;
    private static readonly string[] Forms = ["published", "tuned"];

    /// <summary>Measures.</summary>
    /// <param name="pairs">The networks.</param>
    /// <param name="output">Where images and caches are kept meanwhile.</param>
    /// <param name="peers">The folder of the peers' scripts; null where there are none.</param>
    /// <param name="rounds">How often each takes its turn.</param>
    /// <param name="seconds">The least time of a turn.</param>
    public static IEnumerable<StepComparison> Run(IEnumerable<StepPair> pairs, string output, string? peers, int rounds, double seconds)
    {
        foreach (var pair in pairs)
            foreach (var teacher in new[] { "cached", "live" })
                foreach (var kind in StepKind.All.Where(kind => kind.IsTaught || teacher == "cached"))
                    yield return Compare(kind, pair, teacher, output, peers, rounds, seconds);
    }

    private static StepComparison Compare(StepKind kind, StepPair pair, string teacher, string output, string? peers, int rounds, double seconds)
    {
        var threads = Environment.ProcessorCount;
        var processes = new List<StepProcess>();
        try
        {
            processes.Add(StepProcess.Own(kind, pair, teacher, threads, output));
            if (peers is not null)
                processes.AddRange(Forms.Select(form => StepProcess.Peer(form, kind, pair, teacher, threads, peers)));
            var steps = processes.Select(process => (int)Math.Max(1, Math.Ceiling(seconds * WarmUpSteps / process.Run(WarmUpSteps)))).ToArray();
            var times = processes.Select(_ => new double[rounds]).ToArray();
            for (var round = 0; round < rounds; round++)
                for (var i = 0; i < processes.Count; i++)
                {
                    // Who begins changes from round to round, so that a machine that grows slower does not favour one.
                    var turn = (i + round) % processes.Count;
                    times[turn][round] = 1000 * processes[turn].Run(steps[turn]) / steps[turn];
                }

            return new StepComparison(
                pair.Name, teacher, kind.Name, pair.BatchSize, times[0].Median(), processes[0].PeakBytes(),
                [.. Enumerable.Range(1, processes.Count - 1).Select(i => new StepComparison.PeerStep(
                    processes[i].Name, times[i].Median(), processes[i].PeakBytes(), times[i].Zip(times[0], (peer, own) => peer / own).Median()))]);
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }
}
