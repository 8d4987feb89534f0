using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rule about harmful flips: images that the other model answered right and this one does not. Accuracy can stay while many
/// answers change.</summary>
internal static class FlipRules
{
    public static RuleResult Decide(GateContext context, PolicyRule rule, PrecisionEvidence model, string? slice)
    {
        var result = RuleResults.Of(rule, model.Precision, null, slice);
        var other = context.Other(rule.Against!, model);
        if (PairedRules.Unanswered(result, rule, other) is { } unanswered)
            return unanswered;
        if (context.Images(slice) is not { Length: > 0 } images)
            return result.NotMeasured(rule, $"the test set has no slice {slice} with an image", AnswerLimits.HadSlice(context, slice), "put the slice into the test set again");
        var answers = context.Answers(model);
        var table = PairedOutcomes.Of(images.Length, i => other.Answers!.IsRight(images[i]), i => answers.IsRight(images[i]));
        var (lower, upper) = ProportionInterval.Wilson(table.OnlyReferenceRight, table.Count, 0.95);
        return result.Limited(
            (double)table.OnlyReferenceRight / table.Count,
            Invariant($"{table.OnlyReferenceRight} of {table.Count} images that {other.Name} answers right are wrong now, {RuleText.Value((double)table.OnlyReferenceRight / table.Count, "share")}; {table.OnlyCandidateRight} others became right"),
            Remedies.Broken(rule)) with { Lower = lower, Upper = upper, Confidence = 0.975 };
    }
}
