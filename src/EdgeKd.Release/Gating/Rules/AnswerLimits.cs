using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>Rules with an absolute limit on a metric of the answers: the value decides.</summary>
internal static class AnswerLimits
{
    public static RuleResult Decide(GateContext context, PolicyRule rule, PrecisionEvidence model, string? className, string? slice)
    {
        var result = RuleResults.Of(rule, model.Precision, className, slice);
        if (context.Images(slice) is not { Length: > 0 } images)
            return result.NotMeasured(rule, $"the test set has no slice {slice} with an image", HadSlice(context, slice), "put the slice into the test set again");
        var metric = AnswerMetrics.Of(rule.Metric, context.Policy, context.ClassNames, context.ClassIndex(className));
        var answers = context.Answers(model);
        var subject = RuleText.Subject(rule, className, slice);
        if (metric.Of(answers, images) is not { } measured)
            return rule.Class == PolicyRule.Each
                ? result.PassedOver($"{subject} is undefined: {Why(rule.Metric)}")
                : result.NotMeasured(rule, $"{subject} is undefined: {Why(rule.Metric)}", hadBaseline: false, "test on images that define it");

        var count = images.Length;
        var interval = "";
        if (metric is ITallyMetric tally)
        {
            int[] asked = [.. images.Where(image => tally.Asks(answers, image))];
            count = asked.Length;
            var (lower, upper) = ProportionInterval.Wilson(asked.Count(image => tally.Counts(answers, image)), count, 0.95);
            result = result with { Lower = lower, Upper = upper, Confidence = 0.975 };
            interval = $" (95 % interval {RuleText.Value(lower, "share")} to {RuleText.Value(upper, "share")})";
        }
        else if (metric is SelectiveAccuracy selective)
        {
            count = images.Count(image => selective.Accepts(answers, image));
            interval = Invariant($" (confidence from {selective.Threshold:G6}, {(double)count / images.Length:P1} of all)");
        }

        return result.Limited(measured, Invariant($"{subject} is {RuleText.Value(measured, result.Unit)} on {count} images{interval}"), Remedy(rule, measured, result));
    }

    /// <summary>Whether the released model had the slice.</summary>
    internal static bool HadSlice(GateContext context, string? slice) =>
        slice is not null && context.Case.Baseline?.Evidence.Slices.ContainsKey(slice) == true;

    /// <summary>Why a metric of some images can be undefined.</summary>
    internal static string Why(string metric) => metric switch
    {
        GateMetrics.Recall => "the class has no image",
        GateMetrics.Precision => "no image is taken for the class",
        _ => "no answer is as sure as the policy's rejectBelow asks for",
    };

    private static string Remedy(PolicyRule rule, double measured, RuleResult result)
    {
        var lacking = Math.Round(Math.Abs(result.Limit - measured) * MetricTraits.Of(rule.Metric).DifferenceScale, 9);
        var lack = RuleText.Value(lacking, MetricTraits.Of(rule.Metric).DifferenceUnit);
        return $"{lack} {(result.MoreIsBetter ? "are lacking" : "too much")}: {Remedies.Broken(rule)}";
    }
}
