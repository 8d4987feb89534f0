namespace EdgeKd.Release;

/// <summary>Rules that compare a metric of all images with another model's: kept where a loss of the margin is ruled out, broken where
/// a larger one is proven, undecided between.</summary>
internal static class PairedRules
{
    /// <summary>Above so many images it is said that no number decides.</summary>
    private const long MostImages = 1_000_000_000;

    public static RuleResult Decide(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        var result = RuleResults.Of(rule, model.Precision);
        var other = context.Other(rule.Against!, model);
        if (Unanswered(result, rule, other) is { } unanswered)
            return unanswered;
        var traits = MetricTraits.Of(rule.Metric);
        var metric = AnswerMetrics.Of(rule.Metric, context.Policy, context.ClassNames);
        var images = context.Images(null)!;
        if (PairedEstimate.Of(metric, traits, context.Answers(model), other.Answers!, images) is not { } estimate)
        {
            return result.NotMeasured(rule, $"{RuleText.Subject(rule, null, null)} cannot be compared: {AnswerLimits.Why(rule.Metric)}",
                metric.Of(other.Answers!, images) is not null, "test on images that define it");
        }

        return Decided(result, rule, estimate) with
        {
            Message = estimate.InWords(RuleText.Subject(rule, null, null), other, rule.Confidence) + Allowed(estimate.Margin(rule), traits),
        };
    }

    /// <summary>The result where there is nothing to compare with; else null.</summary>
    internal static RuleResult? Unanswered(RuleResult result, PolicyRule rule, OtherModel other) => other switch
    {
        { NothingThere: { } why } => result.PassedOver(why),
        { NotMeasured: { } what } => result.NotMeasured(rule, what, other.HadBaseline, "distil from a teacher, or remove the rule"),
        { OtherImages: { } what } => result.OnOtherImages(what),
        _ => null,
    };

    /// <summary>What a margin allows, as the end of a sentence.</summary>
    internal static string Allowed(double margin, MetricTraits traits) =>
        $"; at most {RuleText.Value(margin, traits.DifferenceUnit)} {(traits.MoreIsBetter ? "below" : "above")} is allowed";

    /// <summary>The three-valued decision by the bounds; by the value alone at a confidence of ½.</summary>
    internal static RuleResult Decided(RuleResult result, PolicyRule rule, PairedEstimate estimate)
    {
        var margin = estimate.Margin(rule);
        // Everything as if more were better: then a loss is negative and the limit is minus the margin.
        var sign = result.MoreIsBetter ? 1 : -1;
        var bounds = estimate.Bounds(rule.Confidence);
        var (worst, best) = bounds is var (lower, upper)
            ? sign > 0 ? (lower, upper) : (-upper, -lower)
            : (sign * estimate.Difference, sign * estimate.Difference);
        // A share cannot fall by more than all of itself, so that a margin of 100 points allows anything.
        var isKept = bounds is null ? worst >= -margin : worst > -margin || (result.Unit == "points" && margin >= 100);
        var outcome = isKept ? RuleOutcome.Pass : best < -margin ? RuleOutcome.Fail : RuleOutcome.Inconclusive;
        var needed = outcome == RuleOutcome.Inconclusive ? Needed(rule, estimate, margin, sign) : null;
        return result with
        {
            Outcome = outcome,
            Measured = estimate.Difference,
            Lower = bounds?.Lower,
            Upper = bounds?.Upper,
            Confidence = rule.Confidence,
            Limit = -sign * margin,
            Needed = needed,
            Remedy = outcome switch
            {
                RuleOutcome.Pass => null,
                RuleOutcome.Fail => Remedies.Broken(rule),
                _ => Remedies.Undecided(needed, estimate.Count),
            },
        };
    }

    /// <summary>The images on which a model that lost nothing would pass; where there are as many already, those on which the measured
    /// difference would be told from the margin.</summary>
    private static long? Needed(PolicyRule rule, PairedEstimate estimate, double margin, int sign)
    {
        if (margin <= 0)
            return null;
        var images = NonInferiority.ImagesNeeded(estimate.Variance, margin, rule.Confidence);
        if (estimate.Outcomes is not null)
            images = Math.Max(images, NonInferiority.FewestImages(Math.Min(1, margin / 100), rule.Confidence));
        var distance = Math.Abs((sign * estimate.Difference) + margin);
        if (images <= estimate.Count)
            images = distance > 0 ? NonInferiority.ImagesNeeded(estimate.Variance, distance, rule.Confidence) : long.MaxValue;
        return images > MostImages ? null : Math.Max(images, estimate.Count + 1);
    }
}
