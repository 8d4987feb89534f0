using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rules about latency and memory beside the released model, decided by paired blocks.</summary>
public static class BlockRules
{
    /// <summary>Decides one rule for one precision on one target. A broken rule fails here whatever its level.</summary>
    /// <param name="rule">A rule against <c>released</c> about <see cref="GateMetrics.LatencyP50Ms"/>,
    /// <see cref="GateMetrics.LatencyP90Ms"/> or <see cref="GateMetrics.PeakMemoryBytes"/>.</param>
    /// <param name="precision">The precision that was measured.</param>
    /// <param name="blocks">What was measured.</param>
    /// <exception cref="ArgumentException">The rule is about another metric or names no margin.</exception>
    public static RuleResult Against(PolicyRule rule, string precision, PairedBlocksEvidence blocks)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(blocks);
        if (rule is { Margin: null, MarginPercent: null })
            throw new ArgumentException($"The rule {rule.Metric} against released names neither margin nor marginPercent; give it one.");
        var metric = BlockMetric.Of(rule.Metric);
        double[] candidate = [.. blocks.Candidate.Select(metric.Value).OfType<double>()];
        double[] baseline = [.. blocks.Baseline.Select(metric.Value).OfType<double>()];
        var result = new RuleResult
        {
            Metric = rule.Metric,
            Outcome = RuleOutcome.Fail,
            Against = "released",
            Precision = precision,
            Target = blocks.Target,
            Level = rule.Level,
            Confidence = rule.Confidence,
            Limit = rule.Margin ?? 0,
            MoreIsBetter = false,
            Unit = metric.Unit,
            Message = "",
        };
        return candidate.Length == blocks.Candidate.Count && baseline.Length == blocks.Baseline.Count && candidate.Length > 0
            ? Decided(result, rule, metric, BlockRatio.Of(candidate, baseline, rule.Confidence), blocks.Doubt)
            : NotMeasured(result, rule, metric);
    }

    private static RuleResult Decided(RuleResult result, PolicyRule rule, BlockMetric metric, BlockRatio ratio, string? doubt)
    {
        var margin = ratio.Margin(rule.Margin, rule.MarginPercent);
        var limit = ratio.ToLogRatio(margin);
        // What is proven stays proven on a noisy machine, because the order of the blocks was drawn; what is kept only seems so.
        var decided = ratio.Shift.Decide(limit);
        var outcome = decided == RuleOutcome.Pass && doubt is not null ? RuleOutcome.Inconclusive : decided;
        var needed = decided == RuleOutcome.Inconclusive ? ratio.Shift.PairsNeeded(limit) : null;
        var interval = ratio is { Lower: { } lower, Upper: { } upper }
            ? Invariant($"at {rule.Confidence:P0} one-sided confidence between {Signed(lower, metric)} and {Signed(upper, metric)}")
            : Invariant($"too few for {rule.Confidence:P0} one-sided confidence");
        var proof = outcome == RuleOutcome.Fail ? ratio.Shift.ProbabilityIfAtMost(limit) : ratio.Shift.ProbabilityIfAbove(limit);
        return result with
        {
            Outcome = outcome,
            Measured = ratio.Difference,
            Lower = ratio.Lower,
            Upper = ratio.Upper,
            Limit = margin,
            Needed = needed,
            Message = Invariant($"{metric.Name} is {Signed(ratio.Difference, metric)} from the released model's {metric.Text(ratio.Level)} ({Percent(ratio.Difference, ratio)}; ")
                + Invariant($"{ratio.Shift.Pairs} pairs of blocks, {interval}); at most {Signed(margin, metric)} ({Percent(margin, ratio)}) is allowed (p = {proof:G2})")
                + (doubt is null ? "" : $"; {doubt}"),
            Remedy = outcome switch
            {
                RuleOutcome.Pass => null,
                RuleOutcome.Fail => metric.Remedy,
                _ when decided == RuleOutcome.Pass => "measure again while nothing else runs on the machine: its figures are not to be trusted",
                _ => needed is { } pairs
                    ? Invariant($"measure again while nothing else runs on the machine; about {pairs} pairs of blocks would decide, and the profile release measures more than quick")
                    : "the difference is as large as the margin, which no number of blocks decides: change the model, or the rule's margin",
            },
        };
    }

    private static RuleResult NotMeasured(RuleResult result, PolicyRule rule, BlockMetric metric) => result with
    {
        Outcome = rule.MustHaveData ? RuleOutcome.Fail : RuleOutcome.Pass,
        Message = $"{metric.Name} was not measured in every block" + (rule.MustHaveData ? ", and the rule must have data" : "; passed over"),
        Remedy = rule.MustHaveData ? $"run the stage baseline on a system that measures it{metric.Where}, or set the rule's mustHaveData to false" : null,
    };

    private static string Signed(double difference, BlockMetric metric) => (difference < 0 ? "-" : "+") + metric.Text(Math.Abs(difference));

    private static string Percent(double difference, BlockRatio ratio) => Invariant($"{100 * difference / ratio.Level:+0.0;-0.0;0.0} %");
}
