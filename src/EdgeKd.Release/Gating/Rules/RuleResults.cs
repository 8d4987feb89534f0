namespace EdgeKd.Release;

/// <summary>Results that rules of every kind come to.</summary>
internal static class RuleResults
{
    /// <summary>A result without a decision yet.</summary>
    public static RuleResult Of(PolicyRule rule, string? precision, string? className = null, string? slice = null)
    {
        var traits = MetricTraits.Of(rule.Metric);
        var isDifference = rule.Against is not null && !traits.Compares;
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

    /// <summary>The target that was to be measured did not answer: nothing is known, where the rule needs to know.</summary>
    public static RuleResult Failed(this RuleResult result, PolicyRule rule, string what) => rule.MustHaveData
        ? result with { Outcome = RuleOutcome.Inconclusive, Message = what, Remedy = "see to the target and run the stage targets again, or set the rule's mustHaveData to false" }
        : result.PassedOver($"{what}; the rule need not have data");

    /// <summary>What follows from figures that are not to be trusted is not decided.</summary>
    /// <param name="result">What follows.</param>
    /// <param name="doubt">Why they are not; null where they are.</param>
    public static RuleResult Doubted(this RuleResult result, string? doubt) =>
        doubt is null || result.Outcome is not (RuleOutcome.Pass or RuleOutcome.Fail) || result.Measured is null
            ? result
            : result with
            {
                Outcome = RuleOutcome.Inconclusive,
                Message = $"{result.Message}; but the measurement is not to be trusted: {doubt}",
                Remedy = "measure again while nothing else runs on the machine",
            };

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
