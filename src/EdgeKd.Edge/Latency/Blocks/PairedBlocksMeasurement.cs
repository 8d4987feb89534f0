namespace EdgeKd.Edge;

/// <summary>The order of the blocks: pair after pair, and which of a pair comes first by the throw of a coin. That throw is what the test
/// of the difference rests on, so that nothing has to be known of the machine's noise.</summary>
/// <param name="candidate">Measures a block of the candidate.</param>
/// <param name="baseline">Measures a block of the baseline.</param>
/// <param name="options">How many.</param>
/// <param name="coin">Throws the coin.</param>
/// <param name="clock">The clock.</param>
internal sealed class PairedBlocksMeasurement(
    Func<LatencyOptions, BlockSamples> candidate, Func<LatencyOptions, BlockSamples> baseline, BlockOptions options, Random coin, TimeProvider clock)
{
    /// <summary>Measures until the result can be trusted, or was repeated as often as is worth it, or has taken its time; the
    /// last result counts then.</summary>
    /// <remarks>Whether to repeat is decided by the clocks and by the baseline's blocks alone, never by the difference, so that repeating
    /// favours neither model.</remarks>
    public PairedBlocksResult Measure(IProgress<int>? progress, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var result = MeasureOnce(progress, cancellation) with { Attempts = attempt };
            if (result.Doubt is null || attempt > LatencyTrust.Repeats || clock.GetElapsedTime(start).TotalSeconds >= options.MaxSeconds)
                return result;
        }
    }

    private PairedBlocksResult MeasureOnce(IProgress<int>? progress, CancellationToken cancellation)
    {
        List<BlockResult> candidates = [], baselines = [];
        var conditions = MeasurementConditions.Of(() => MeasurePairs(candidates, baselines, progress, cancellation), clock);
        return new PairedBlocksResult
        {
            Candidate = candidates,
            Baseline = baselines,
            Incomplete = candidates.Count < options.Pairs
                ? FormattableString.Invariant($"{candidates.Count} of {options.Pairs} pairs of blocks in {options.MaxSeconds:0.#} s: the models are slow, or the machine is busy")
                : null,
            Doubt = LatencyTrust.ClockJump(conditions) ?? MachineNoise.Doubt(baselines),
        };
    }

    private void MeasurePairs(List<BlockResult> candidates, List<BlockResult> baselines, IProgress<int>? progress, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var block = SizeOfBlocks();
        while (candidates.Count < options.Pairs && (candidates.Count == 0 || clock.GetElapsedTime(start).TotalSeconds < options.MaxSeconds))
        {
            cancellation.ThrowIfCancellationRequested();
            var candidateFirst = coin.Next(2) == 0;
            if (candidateFirst)
                candidates.Add(candidate(block).Summarize());
            baselines.Add(baseline(block).Summarize());
            if (!candidateFirst)
                candidates.Add(candidate(block).Summarize());
            progress?.Report(candidates.Count);
        }
    }

    /// <summary>As many runs for both models, so that a percentile is the same position in each; found by a first block of both that does
    /// not count.</summary>
    private LatencyOptions SizeOfBlocks()
    {
        var first = new LatencyOptions
        {
            WarmUpRuns = options.WarmUpRuns, MinRuns = options.MinRuns, MinSeconds = options.MinBlockMs / 1000,
            MaxSeconds = Math.Max(options.MaxSeconds, options.MinBlockMs / 1000),
        };
        var runs = Math.Max(candidate(first).SamplesMs.Length, baseline(first).SamplesMs.Length);
        return first with { MinRuns = runs, MinSeconds = 0 };
    }
}
