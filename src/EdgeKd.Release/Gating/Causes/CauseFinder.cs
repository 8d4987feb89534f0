namespace EdgeKd.Release;

/// <summary>Finds why a model was refused, as far as the evidence alone tells.</summary>
internal static class CauseFinder
{
    /// <summary>The causes of broken rules; none where no rule is broken.</summary>
    /// <param name="context">The case.</param>
    /// <param name="rules">Its results.</param>
    public static IReadOnlyList<Cause> Find(GateContext context, IReadOnlyList<RuleResult> rules)
    {
        var broken = rules.Where(rule => rule.Outcome == RuleOutcome.Fail).ToArray();
        var causes = new List<Cause>(broken.Where(rule => rule.Metric == RuleResult.NewWeights).Select(rule => StaleWeights(context, rule)));
        foreach (var model in context.Candidate.Models)
        {
            var inaccurate = broken.Where(rule => rule.Precision == model.Precision && MetricTraits.IsKnown(rule.Metric) && MetricTraits.Of(rule.Metric).IsOfAnswers && rule is { Measured: not null, Target: null or BundleTarget.Local }).ToArray();
            if (inaccurate.Length == 0)
                continue;
            var reference = Reference(context, inaccurate, model);
            var permuted = LabelPermutation.Of(context.Answers(model), reference?.Answers);
            causes.AddRange(permuted.Select(classes => LabelPermutation.Cause(context, model, classes)));
            if (reference?.Answers is { } answers)
            {
                causes.AddRange(ClassRegression.Of(context.Answers(model), answers).Where(drop => !permuted.Any(classes => classes.Contains(drop.Class)))
                    .Select(drop => drop.Cause(context, model, reference)));
            }
        }

        return [.. causes.DistinctBy(cause => cause.Code)];
    }

    /// <summary>The model that the precision should be as good as: the released one, or the float model where that one is the better
    /// witness.</summary>
    private static OtherModel? Reference(GateContext context, RuleResult[] broken, PrecisionEvidence model)
    {
        var released = context.Other(MetricTraits.Released, model);
        var isFloat = model == context.Candidate.FloatModel;
        if (!isFloat && broken.All(rule => rule.Against == MetricTraits.Float))
            return context.Other(MetricTraits.Float, model);
        return released.Answers is not null ? released : isFloat ? null : context.Other(MetricTraits.Float, model);
    }

    private static Cause StaleWeights(GateContext context, RuleResult rule)
    {
        var version = context.Case.EarlierModels[context.Case.ModelDigests[rule.Precision!]];
        return new($"weights-equal-release:{version}", $"{rule.Message} ({rule.Precision})", rule.Remedy!);
    }
}
