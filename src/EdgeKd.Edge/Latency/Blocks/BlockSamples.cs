namespace EdgeKd.Edge;

/// <summary>What was measured of a block.</summary>
/// <param name="SamplesMs">The timed runs, in milliseconds.</param>
/// <param name="PeakBytes">As in <see cref="BlockResult"/>.</param>
internal sealed record BlockSamples(double[] SamplesMs, long? PeakBytes)
{
    public BlockResult Summarize()
    {
        double[] sorted = [.. SamplesMs.Order()];
        return new BlockResult(sorted.Length, Percentiles.Of(sorted, 0.50m), Percentiles.Of(sorted, 0.90m), PeakBytes);
    }
}
