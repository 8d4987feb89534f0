namespace EdgeKd.Benchmarks.Processes;

/// <summary>Processes that take turns, so that a machine that grows slower favours none.</summary>
internal static class Turns
{
    private const int WarmUpSteps = 2;

    /// <summary>Measures.</summary>
    /// <param name="processes">The processes, warm or not.</param>
    /// <param name="rounds">How often each takes its turn.</param>
    /// <param name="seconds">The least time of a turn, about.</param>
    /// <returns>Of each process the seconds a step in each round.</returns>
    public static double[][] Run(IReadOnlyList<TimedProcess> processes, int rounds, double seconds)
    {
        // The first steps of a process are its slowest.
        foreach (var process in processes)
            process.Run(1);
        var steps = processes.Select(process => (int)Math.Max(1, Math.Ceiling(seconds * WarmUpSteps / process.Run(WarmUpSteps)))).ToArray();
        var times = processes.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
            for (var i = 0; i < processes.Count; i++)
            {
                // Who begins changes from round to round, too.
                var turn = (i + round) % processes.Count;
                times[turn][round] = processes[turn].Run(steps[turn]) / steps[turn];
            }

        return times;
    }
}
