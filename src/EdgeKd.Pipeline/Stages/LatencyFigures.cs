using EdgeKd.Edge;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>A latency measured on this machine, as evidence.</summary>
internal static class LatencyFigures
{
    public static LatencyEvidence Evidence(LatencyResult latency) => new()
    {
        P50Ms = latency.P50Ms,
        P90Ms = latency.P90Ms,
        P99Ms = latency.P99Ms,
        Runs = latency.Runs,
        SamplesMs = [.. latency.SamplesMs.Select(sample => (float)sample)],
        Threads = latency.Threads,
        Cpu = CpuInfo.ModelName,
    };
}
