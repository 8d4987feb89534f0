using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rules about latency and size.</summary>
internal static class CostRules
{
    public static RuleResult MaxLatencyP90(PrecisionEvidence model, double most)
    {
        var latency = model.Latency;
        var passed = latency.P90Ms <= most;
        return new()
        {
            Metric = "maxLatencyP90Ms",
            MoreIsBetter = false,
            Outcome = passed ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = latency.P90Ms,
            Limit = most,
            Unit = "ms",
            Message = Invariant($"90 % of the runs took at most {latency.P90Ms:F3} ms ({latency.Runs} runs, {latency.Threads} thread(s), {latency.Cpu}); at most {most:G6} ms are allowed"),
            Remedy = passed
                ? null
                : latency.P99Ms > 3 * latency.P50Ms
                    ? "the slowest runs are far from the median: make sure nothing else ran on the machine, and measure again before changing the model"
                    : "make the student narrower (student.width), lower its input size, give the runtime more threads (validate.threads), ship the INT8 model alone (quantize.int8: true, gate.require: any), or raise gate.maxLatencyP90Ms",
        };
    }

    public static RuleResult MinRuns(string profile, PrecisionEvidence model)
    {
        var least = profile == Profiles.Release ? Profiles.ReleaseMinRuns : Profiles.QuickMinRuns;
        var passed = model.Latency.Runs >= least;
        return new()
        {
            Metric = "latencyRuns",
            MoreIsBetter = true,
            Outcome = passed ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = model.Latency.Runs,
            Limit = least,
            Unit = "runs",
            Message = Invariant($"the latency was measured over {model.Latency.Runs} runs; the profile {profile} needs at least {least}"),
            Remedy = passed ? null : "measure again without interrupting the stage validate: a 90th percentile of fewer runs says too little",
        };
    }

    public static RuleResult MaxSize(PrecisionEvidence model, long most)
    {
        var passed = model.SizeBytes <= most;
        return new()
        {
            Metric = "maxSizeBytes",
            MoreIsBetter = false,
            Outcome = passed ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = model.SizeBytes,
            Limit = most,
            Unit = "bytes",
            Message = Invariant($"the model file has {model.SizeBytes:N0} bytes; at most {most:N0} are allowed"),
            Remedy = passed ? null : "make the student narrower (student.width), ship the INT8 model alone (quantize.int8: true, gate.require: any), or raise gate.maxSizeBytes",
        };
    }
}
