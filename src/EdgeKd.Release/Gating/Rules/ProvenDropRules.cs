using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>Rules about classes and slices beside another model: they are many and have few images, so that a rule is broken only where a
/// drop beyond the margin is proven, with Holm's correction over all that the rule is about.</summary>
internal static class ProvenDropRules
{
    public static IEnumerable<RuleResult> Decide(
        GateContext context, PolicyRule rule, PrecisionEvidence model, IReadOnlyList<(string? Class, string? Slice)> scopes)
    {
        var other = context.Other(rule.Against!, model);
        // One line says for all of them that there is nothing to compare with.
        if (PairedRules.Unanswered(RuleResults.Of(rule, model.Precision, rule.Class, rule.Slice), rule, other) is { } unanswered)
            return [unanswered];
        var results = scopes.Select(scope => RuleResults.Of(rule, model.Precision, scope.Class, scope.Slice)).ToArray();
        var estimates = new PairedEstimate?[scopes.Count];
        for (var i = 0; i < results.Length; i++)
            (results[i], estimates[i]) = Compare(context, rule, model, other, results[i]);

        int[] compared = [.. Enumerable.Range(0, results.Length).Where(i => estimates[i] is not null)];
        var adjusted = Holm.Adjust([.. compared.Select(i => estimates[i]!.POfDrop(estimates[i]!.Margin(rule)))]);
        foreach (var (i, p) in compared.Zip(adjusted))
            results[i] = Decided(results[i], rule, other, estimates[i]!, p, compared.Length);
        return results;
    }

    private static (RuleResult, PairedEstimate?) Compare(GateContext context, PolicyRule rule, PrecisionEvidence model, OtherModel other, RuleResult result)
    {
        var subject = RuleText.Subject(rule, result.Class, result.Slice);
        if (context.Images(result.Slice) is not { Length: > 0 } images)
            return (result.NotMeasured(rule, $"the test set has no slice {result.Slice} with an image", AnswerLimits.HadSlice(context, result.Slice), "put the slice into the test set again"), null);
        var metric = AnswerMetrics.Of(rule.Metric, context.Policy, context.ClassNames, context.ClassIndex(result.Class));
        if (PairedEstimate.Of(metric, MetricTraits.Of(rule.Metric), context.Answers(model), other.Answers!, images) is { } estimate)
            return (result, estimate);
        var isLost = metric.Of(context.Answers(model), images) is null && metric.Of(other.Answers!, images) is not null;
        var what = $"{subject} cannot be compared: {AnswerLimits.Why(rule.Metric)}";
        // Of all classes some may have no image; a class that was answered once and is not any more has vanished.
        return (rule.Class == PolicyRule.Each && !isLost ? result.PassedOver(what) : result.NotMeasured(rule, what, isLost, "test on images that define it"), null);
    }

    private static RuleResult Decided(RuleResult result, PolicyRule rule, OtherModel other, PairedEstimate estimate, double p, int tests)
    {
        var margin = estimate.Margin(rule);
        var sign = result.MoreIsBetter ? 1 : -1;
        var bounds = estimate.Bounds(rule.Confidence);
        var isBroken = bounds is null ? sign * estimate.Difference < -margin : p <= 1 - rule.Confidence;
        var proof = bounds is null ? "" : Invariant($"; p of a larger drop {p:G2}{(tests > 1 ? Invariant($" by Holm over {tests}") : "")}");
        return result with
        {
            Outcome = isBroken ? RuleOutcome.Fail : RuleOutcome.Pass,
            Measured = estimate.Difference,
            Lower = bounds?.Lower,
            Upper = bounds?.Upper,
            Confidence = rule.Confidence,
            Limit = -sign * margin,
            Message = estimate.InWords(RuleText.Subject(rule, result.Class, result.Slice), other, rule.Confidence)
                + PairedRules.Allowed(margin, MetricTraits.Of(rule.Metric)) + proof,
            Remedy = isBroken ? $"look at {(result.Class is { } name ? $"the images of {name}" : $"the slice {result.Slice}")} first: {Remedies.Broken(rule)}" : null,
        };
    }
}
