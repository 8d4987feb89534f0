using EdgeKd.Edge;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>A latency measured on this machine, as evidence.</summary>
internal static class LatencyFigures
{
    public static LatencyEvidence Evidence(LatencyResult latency, ThroughputResult? throughput = null) => new()
    {
        P50Ms = latency.P50Ms,
        P90Ms = latency.P90Ms,
        P99Ms = latency.P99Ms,
        P90UpperMs = latency.P90UpperMs,
        Runs = latency.Runs,
        SamplesMs = [.. latency.SamplesMs.Select(sample => (float)sample)],
        Threads = latency.Threads,
        Cpu = CpuInfo.ModelName,
        ImagesPerSecond = throughput?.ImagesPerSecond,
        Doubt = latency.Doubt,
    };

    /// <summary>Two models measured beside one another on this machine.</summary>
    public static PairedBlocksEvidence Evidence(PairedBlocksResult blocks) => new()
    {
        Target = BundleTarget.Local,
        Candidate = [.. blocks.Candidate.Select(Evidence)],
        Baseline = [.. blocks.Baseline.Select(Evidence)],
        Doubt = blocks.Doubt,
    };

    private static BlockEvidence Evidence(BlockResult block) => new(block.Runs, block.MedianMs, block.P90Ms, block.PeakBytes);
}
