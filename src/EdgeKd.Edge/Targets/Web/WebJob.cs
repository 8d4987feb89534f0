namespace EdgeKd.Edge.Targets.Web;

/// <summary>A job as the page takes it.</summary>
internal static class WebJob
{
    /// <summary>Of a job.</summary>
    public static object Of(TargetJob job) => new
    {
        mode = job.Mode == TargetMode.Accuracy ? "accuracy" : "latency",
        file = Path.GetFileName(job.ModelPath),
        precision = job.Precision,
        limit = job.Limit,
        threads = job.Threads,
        keepLogits = job.KeepLogits,
        latency = new { minRuns = job.Latency.MinRuns, minSeconds = job.Latency.MinSeconds, maxSeconds = job.Latency.MaxSeconds, warmUp = job.Latency.WarmUpRuns },
    };
}
