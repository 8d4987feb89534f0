using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rules about latency, memory, size and what the runtime makes of the graph.</summary>
internal static class CostRules
{
    public static IEnumerable<RuleResult> Decide(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        var traits = MetricTraits.Of(rule.Metric);
        return (rule.Against is null, traits.IsOfBlocks) switch
        {
            (false, true) => InBlocks(context, rule, model),
            (false, false) => [AgainstOther(context, rule, model)],
            (true, true) when rule.Metric == GateMetrics.PeakMemoryBytes => Memory(context, rule, model),
            (true, true) => [Latency(rule, model.Latency, RuleResults.Of(rule, model.Precision))],
            _ => [Counted(context, rule, model)],
        };
    }

    /// <summary>The profile's least number of runs: a percentile of fewer says too little.</summary>
    public static RuleResult MinRuns(string profile, PrecisionEvidence model)
    {
        var least = profile == Profiles.Release ? Profiles.ReleaseMinRuns : Profiles.QuickMinRuns;
        var isKept = model.Latency.Runs >= least;
        return new()
        {
            Metric = RuleResult.LatencyRuns,
            Precision = model.Precision,
            MoreIsBetter = true,
            Outcome = isKept ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = model.Latency.Runs,
            Limit = least,
            Unit = "runs",
            Message = Invariant($"the latency was measured over {model.Latency.Runs} runs; the profile {profile} needs at least {least}"),
            Remedy = isKept ? null : "measure again without interrupting the stage validate: a 90th percentile of fewer runs says too little",
        };
    }

    /// <summary>An absolute limit, on this machine or another.</summary>
    public static RuleResult Latency(PolicyRule rule, LatencyEvidence latency, RuleResult result)
    {
        var (measured, what) = rule.Metric == GateMetrics.LatencyP50Ms ? (latency.P50Ms, "half") : (latency.P90Ms, "90 %");
        var upper = rule.Metric == GateMetrics.LatencyP90Ms && latency.P90UpperMs is { } limit ? Invariant($", at 99 % confidence at most {limit:F3} ms") : "";
        return result.Limited(
            measured,
            Invariant($"{what} of the runs took at most {measured:F3} ms{upper} ({latency.Runs} runs, {latency.Threads} thread(s), {latency.Cpu})"),
            latency.P99Ms > 3 * latency.P50Ms
                ? "the slowest runs are far from the median: make sure nothing else ran on the machine, and measure again before changing the model"
                : "make the student narrower (student.width), lower its input size, give the runtime more threads (validate.threads), ship the INT8 model alone (quantize.int8: true, require: any), or raise the rule's limit").Doubted(latency.Doubt);
    }

    private static IEnumerable<RuleResult> Memory(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        var result = RuleResults.Of(rule, model.Precision);
        PairedBlocksEvidence[] blocks = [.. context.Other(MetricTraits.Released, model).Blocks.Where(blocks => rule.Target is null || blocks.Target == rule.Target)];
        var measured = blocks.Select(target => (target.Target, Peak: target.Candidate.Max(block => block.PeakBytes))).Where(target => target.Peak is not null).ToArray();
        if (measured.Length == 0)
            return [result.NotMeasured(rule, "the peak memory was not measured", blocks.Any(target => target.Baseline.Any(block => block.PeakBytes is not null)), "run the stage baseline on a system that measures memory (Linux)")];
        return measured.Select(target => (result with { Target = target.Target }).Limited(
            target.Peak!.Value, Invariant($"the process took at most {target.Peak:N0} bytes for the model"), Remedies.Broken(rule)));
    }

    private static RuleResult Counted(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        var result = RuleResults.Of(rule, model.Precision);
        if (rule.Metric == GateMetrics.SizeBytes)
            return result.Limited(model.SizeBytes, Invariant($"the model file has {model.SizeBytes:N0} bytes"), Remedies.Broken(rule));
        return model.FloatIslands is { } islands
            ? result.Limited(islands, Invariant($"ONNX Runtime runs {islands} groups of nodes in float between quantized ones"), Remedies.Broken(rule))
            : result.NotMeasured(rule, $"the graph of the {model.Precision} model was not audited", context.Other(MetricTraits.Released, model).FloatIslands is not null, "run the stage validate again, which audits what it measures");
    }

    /// <summary>Sizes and counts are exact, so the values decide.</summary>
    private static RuleResult AgainstOther(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        var result = RuleResults.Of(rule, model.Precision);
        var other = context.Other(rule.Against!, model);
        if (other.NothingThere is { } why)
            return result.PassedOver(why);
        var isSize = rule.Metric == GateMetrics.SizeBytes;
        double? value = isSize ? model.SizeBytes : model.FloatIslands, reference = isSize ? other.SizeBytes : other.FloatIslands;
        if (value is not { } measured || reference is not { } released)
            return result.NotMeasured(rule, $"the graph of the {model.Precision} model or of {other.Name} was not audited", value is null && reference is not null, "run the stage validate again, which audits what it measures");
        var margin = Math.Max(rule.Margin ?? 0, (rule.MarginPercent ?? 0) / 100 * released);
        var words = MetricTraits.Of(rule.Metric).Words;
        return (result with { Limit = margin }).Limited(
            measured - released,
            $"{words}: {RuleText.Value(measured, result.Unit)} against {RuleText.Value(released, result.Unit)} of {other.Name}, {RuleText.Signed(measured - released, result.Unit)}",
            Remedies.Broken(rule));
    }

    private static IEnumerable<RuleResult> InBlocks(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        var result = RuleResults.Of(rule, model.Precision);
        var other = context.Other(MetricTraits.Released, model);
        if (other.NothingThere is { } why)
            return [result.PassedOver(why)];
        PairedBlocksEvidence[] measured = [.. other.Blocks.Where(blocks => rule.Target is null || blocks.Target == rule.Target)];
        if (measured.Length == 0)
        {
            var where = rule.Target is { } target ? $" on the target {target}" : "";
            return [result.NotMeasured(rule, $"{MetricTraits.Of(rule.Metric).Words} was not measured in blocks beside {other.Name}{where}", hadBaseline: false, "run the stage baseline")];
        }
        return measured.Select(blocks => BlockRules.Against(rule, model.Precision, blocks))
            .Select(decided => decided is { Measured: null, Outcome: RuleOutcome.Pass } ? decided with { Outcome = RuleOutcome.PassedOver } : decided);
    }
}
