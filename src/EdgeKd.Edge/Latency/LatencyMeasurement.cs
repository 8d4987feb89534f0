namespace EdgeKd.Edge;

/// <summary>The timed loop: one run after another, until enough are measured. Several subjects are measured in turns, a block of runs
/// each, so that a machine that grows slower or faster meanwhile does so for all of them.</summary>
/// <param name="run">Runs once; given the number of the run, from 0.</param>
/// <param name="options">When to stop.</param>
/// <param name="clock">The clock.</param>
internal sealed class LatencyMeasurement(Action<int> run, LatencyOptions options, TimeProvider clock)
{
    /// <summary>The least number of timed runs in a block, which one that is not timed precedes.</summary>
    private const int MinBlockRuns = 8;

    /// <summary>The least time of a first block, in milliseconds: short against what makes a machine drift.</summary>
    private const double MinBlockMs = 20;

    private readonly List<double> _samples = new(options.MinRuns);
    private double _totalMs;
    private int _number;
    private int _blockRuns;

    /// <summary>The very first run, in milliseconds.</summary>
    public double FirstRunMs { get; private set; }

    /// <summary>The timed runs, in milliseconds.</summary>
    public double[] SamplesMs => [.. _samples];

    /// <summary>All runs so far, those that are not timed among them.</summary>
    public int AllRuns => _number;

    private bool HasEnough => _samples.Count >= options.MinRuns && _totalMs >= options.MinSeconds * 1000;

    private bool MayGoOn => _samples.Count == 0 || _totalMs < options.MaxSeconds * 1000;

    /// <summary>Measures one subject alone.</summary>
    /// <param name="cancellation">Stops between runs.</param>
    public LatencyMeasurement Measure(CancellationToken cancellation)
    {
        WarmUp(cancellation);
        while (!HasEnough && MayGoOn)
            Sample(cancellation);
        return this;
    }

    /// <summary>Measures several in turns until each has enough, in an order that is turned round each time.</summary>
    /// <param name="subjects">The subjects, at least one.</param>
    /// <param name="cancellation">Stops between runs.</param>
    public static void MeasureInTurns(IReadOnlyList<LatencyMeasurement> subjects, CancellationToken cancellation)
    {
        if (subjects is [var single])
        {
            single.Measure(cancellation);
            return;
        }

        foreach (var subject in subjects)
            subject.WarmUp(cancellation);
        for (var order = subjects.ToArray(); subjects.Any(subject => !subject.HasEnough && subject.MayGoOn); Array.Reverse(order))
        {
            foreach (var subject in order)
                subject.MeasureBlock(cancellation);
        }
    }

    private void WarmUp(CancellationToken cancellation)
    {
        FirstRunMs = Time();
        for (var i = 0; i < options.WarmUpRuns; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            run(_number++);
        }
    }

    private void MeasureBlock(CancellationToken cancellation)
    {
        // Others ran meanwhile: the first run finds none of its weights in the caches, and is not what a device that runs one model sees.
        if (MayGoOn)
            run(_number++);
        if (_blockRuns > 0)
        {
            for (var i = 0; i < _blockRuns && MayGoOn; i++)
                Sample(cancellation);
            return;
        }

        while ((_samples.Count < MinBlockRuns || _totalMs < MinBlockMs) && MayGoOn)
            Sample(cancellation);
        // Later blocks have as many runs, not as much time: so slow and fast times of the machine have the same weight in every subject.
        _blockRuns = _samples.Count;
    }

    private void Sample(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var sample = Time();
        _samples.Add(sample);
        _totalMs += sample;
    }

    private double Time()
    {
        var start = clock.GetTimestamp();
        run(_number++);
        return clock.GetElapsedTime(start).TotalMilliseconds;
    }
}
