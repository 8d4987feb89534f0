using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rules about what other targets than this machine answered: accuracy, agreement, latency and executed instructions.</summary>
internal static class TargetRules
{
    /// <summary>Whether a rule is decided here.</summary>
    public static bool Decides(PolicyRule rule) => rule.Metric switch
    {
        GateMetrics.Instructions => true,
        GateMetrics.Agreement => rule.Target is not null || rule.Against is null,
        // Beside the released model latency and memory are measured in blocks, whose evidence names its target itself.
        _ => rule.Target is not null and not BundleTarget.Local && MetricTraits.Of(rule.Metric) is { IsOfTargets: true } traits && (rule.Against is null || !traits.IsOfBlocks),
    };

    public static IEnumerable<RuleResult> Decide(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        var result = RuleResults.Of(rule, model.Precision);
        var named = rule.Target is PolicyRule.Each ? null : rule.Target;
        TargetEvidence[] targets = [.. context.Candidate.Targets.Where(target => named is null || target.Name == named)];
        if (targets.Length == 0)
        {
            var hadBaseline = context.Case.Baseline?.Evidence.Targets.Any(target => named is null || target.Name == named) == true;
            return [result.NotMeasured(rule, named is null ? "no target but this machine was asked" : $"the target {named} was not asked", hadBaseline, "name it in the recipe (validate.targets)")];
        }

        return targets.Select(target => Decide(context, rule, model, target, result with { Target = target.Name }));
    }

    private static RuleResult Decide(GateContext context, PolicyRule rule, PrecisionEvidence model, TargetEvidence target, RuleResult result)
    {
        if (target.Models.FirstOrDefault(answered => answered.Precision == model.Precision) is not { } measured)
        {
            return target.Failure is { } why
                ? result.Failed(rule, $"{target.Name} did not answer: {why}")
                : result.NotMeasured(rule, $"{model.Precision} was not measured on {target.Name}", hadBaseline: false, "run the stage targets again");
        }

        var decided = rule.Metric switch
        {
            GateMetrics.Agreement => Agreement(context, rule, model, target, measured, result),
            GateMetrics.Instructions => Instructions(context, rule, target, measured, result),
            GateMetrics.LatencyP50Ms or GateMetrics.LatencyP90Ms => Latency(rule, target, measured, result),
            _ => Top1(context, rule, model, target, measured, result),
        };
        return decided.Doubted(measured.Doubt);
    }

    private static RuleResult Agreement(
        GateContext context, PolicyRule rule, PrecisionEvidence model, TargetEvidence target, TargetModelEvidence measured, RuleResult result)
    {
        var other = rule.Against == MetricTraits.Float ? context.Candidate.FloatModel : model;
        var answers = context.Answers(other);
        var alike = measured.Places.Zip(measured.Predictions).Count(answer => answers.Answer(answer.First) == answer.Second);
        var (lower, upper) = ProportionInterval.Wilson(alike, measured.Count, 0.95);
        var first = measured.FirstDifferentImage is { } image && other == model ? Invariant($", the first that differs is image {image}") : "";
        var difference = measured.MaxAbsoluteDifference is { } logits ? Invariant($", logits differ by at most {logits:G3}") : "";
        return result.Limited(
            (double)alike / measured.Count,
            Invariant($"{model.Precision} on {target.Name} answers {alike} of {measured.Count} images as {other.Precision} on this machine{first}{difference}"),
            "look at the first image that differs with edgekd why; other answers come from other labels, another model file, another resizing or another runtime on the target")
            with { Lower = lower, Upper = upper, Confidence = 0.975 };
    }

    private static RuleResult Top1(
        GateContext context, PolicyRule rule, PrecisionEvidence model, TargetEvidence target, TargetModelEvidence measured, RuleResult result)
    {
        var subject = $"{RuleText.Subject(rule, null, null)} on {target.Name}";
        int[] places = [.. measured.Places];
        bool IsRight(int i) => measured.Predictions[i] == context.Candidate.Labels[places[i]];
        if (rule.Against is null)
        {
            var (lower, upper) = ProportionInterval.Wilson(Enumerable.Range(0, places.Length).Count(IsRight), places.Length, 0.95);
            return result.Limited(
                measured.Top1,
                Invariant($"{subject} is {RuleText.Value(measured.Top1, result.Unit)} on {places.Length} images (95 % interval {RuleText.Value(lower, "share")} to {RuleText.Value(upper, "share")})"),
                Remedies.Broken(rule)) with { Lower = lower, Upper = upper, Confidence = 0.975 };
        }

        var other = context.Other(rule.Against, model);
        if (PairedRules.Unanswered(result, rule, other) is { } unanswered)
            return unanswered;
        var traits = MetricTraits.Of(rule.Metric);
        var estimate = PairedEstimate.Of(PairedOutcomes.Of(places.Length, i => other.Answers!.IsRight(places[i]), IsRight), traits);
        return PairedRules.Decided(result, rule, estimate) with
        {
            Message = estimate.InWords(subject, other, rule.Confidence) + PairedRules.Allowed(estimate.Margin(rule), traits),
        };
    }

    private static RuleResult Latency(PolicyRule rule, TargetEvidence target, TargetModelEvidence measured, RuleResult result)
    {
        if (target.IsEmulated)
            return result.NotMeasured(rule, $"{target.Name} is emulated, and its times say nothing about the device", hadBaseline: false, $"ask for {GateMetrics.Instructions} there, or for the latency of a real device");
        return measured.Latency is { } latency
            ? CostRules.Latency(rule, latency, result)
            : result.NotMeasured(rule, $"the latency was not measured on {target.Name}", hadBaseline: false, "run the stage targets again");
    }

    private static RuleResult Instructions(GateContext context, PolicyRule rule, TargetEvidence target, TargetModelEvidence measured, RuleResult result)
    {
        if (measured.Instructions is not { } instructions)
            return result.NotMeasured(rule, $"instructions were not counted on {target.Name}", hadBaseline: false, "count them on an emulated target, or name that one in the rule (target)");
        var what = Invariant($"{target.Name} executes {instructions:N0} instructions for one image");
        if (rule.Against is null)
            return result.Limited(instructions, what, Remedies.Broken(rule));
        if (context.Case.Baseline is not { } baseline)
            return result.PassedOver("nothing has been released to compare with");
        var released = baseline.Evidence.Targets.FirstOrDefault(other => other.Name == target.Name && other.Kind == target.Kind)?
            .Models.FirstOrDefault(other => other.Precision == measured.Precision)?.Instructions;
        if (released is not { } before)
            return result.PassedOver($"for the released {baseline.Evidence.Version} they were not counted on {target.Name}");
        // A count, not a sample: the values decide.
        var margin = Math.Max(rule.Margin ?? 0, (rule.MarginPercent ?? 0) / 100 * before);
        return (result with { Limit = margin }).Limited(
            instructions - before,
            Invariant($"{what}, {100 * ((instructions / before) - 1):+0.0;-0.0;0.0} % from the released {baseline.Evidence.Version}"),
            Remedies.Broken(rule));
    }
}
