namespace EdgeKd.Release;

/// <summary>Results that rules of every kind come to.</summary>
internal static class RuleResults
{
    /// <summary>A result without a decision yet.</summary>
    public static RuleResult Of(PolicyRule rule, string? precision, string? className = null, string? slice = null)
    {
        var traits = MetricTraits.Of(rule.Metric);
        var isDifference = rule.Against is not null && rule.Metric != GateMetrics.HarmfulFlips;
        var sign = traits.MoreIsBetter ? -1 : 1;
        return new RuleResult
        {
            Metric = rule.Metric,
            Outcome = RuleOutcome.PassedOver,
            Against = rule.Against,
            Precision = precision,
            Target = rule.Target,
            Class = className,
            Slice = slice,
            Level = rule.Level,
            Limit = isDifference ? sign * (rule.Margin ?? 0) : rule.AtLeast ?? rule.AtMost ?? 0,
            MoreIsBetter = traits.MoreIsBetter,
            Unit = isDifference ? traits.DifferenceUnit : traits.Unit,
            Message = "",
        };
    }

    public static RuleResult PassedOver(this RuleResult result, string why) => result with { Outcome = RuleOutcome.PassedOver, Message = why };

    /// <summary>The metric was not measured: that fails, unless the rule allows it and the baseline lacked it too.</summary>
    public static RuleResult NotMeasured(this RuleResult result, PolicyRule rule, string what, bool hadBaseline, string remedy) =>
        rule.MustHaveData || hadBaseline
            ? result with
            {
                Outcome = RuleOutcome.Fail,
                Message = what + (rule.MustHaveData ? "" : ", although it was for the released model"),
                Remedy = remedy + (rule.MustHaveData && !hadBaseline ? ", or set the rule's mustHaveData to false" : ""),
            }
            : result.PassedOver($"{what}; the rule need not have data");

    /// <summary>The released model's answers are to other images: nothing is compared with them.</summary>
    public static RuleResult OnOtherImages(this RuleResult result, string what) => result with
    {
        Outcome = RuleOutcome.Inconclusive,
        Message = what,
        Remedy = "let the stage baseline ask the released model on the new images, or measure the candidate on the old ones",
    };

    /// <summary>A value under an absolute limit; one exactly at it passes.</summary>
    public static RuleResult Limited(this RuleResult result, double measured, string message, string remedy)
    {
        var isKept = result.MoreIsBetter ? measured >= result.Limit : measured <= result.Limit;
        return result with
        {
            Outcome = isKept ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = measured,
            Message = $"{message}; at {(result.MoreIsBetter ? "least" : "most")} {RuleText.Value(result.Limit, result.Unit)} {(result.MoreIsBetter ? "is needed" : "is allowed")}",
            Remedy = isKept ? null : remedy,
        };
    }
}
