using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rule that a smaller form answers as the float model does on the machine that measures; on other targets see
/// <see cref="TargetRules"/>.</summary>
internal static class AgreementRules
{
    public static RuleResult WithFloat(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        var (own, others) = (context.Answers(model), context.Answers(context.Candidate.FloatModel));
        var alike = Enumerable.Range(0, own.Count).Count(image => own.Answer(image) == others.Answer(image));
        var (lower, upper) = ProportionInterval.Wilson(alike, own.Count, 0.95);
        return RuleResults.Of(rule, model.Precision).Limited(
            (double)alike / own.Count,
            Invariant($"{model.Precision} answers {alike} of {own.Count} images as the float model"),
            Remedies.Broken(rule)) with { Lower = lower, Upper = upper, Confidence = 0.975 };
    }
}
