namespace EdgeKd.Release;

/// <summary>Decides whether a model may be released, and in which precisions.</summary>
public static class ReleaseGate
{
    /// <summary>Decides every rule of a policy for every precision that it is about.</summary>
    /// <param name="gateCase">Policy and evidence.</param>
    /// <exception cref="InvalidDataException">The policy says what a policy may not say, names a class that the model does not have, or
    /// the baseline's evidence belongs to something else.</exception>
    public static Verdict Decide(GateCase gateCase)
    {
        ArgumentNullException.ThrowIfNull(gateCase);
        if (PolicyChecks.FaultsOf(gateCase.Policy).FirstOrDefault() is { } fault)
            throw new InvalidDataException($"the policy cannot be decided by: {fault.Problem}");
        var context = new GateContext(gateCase);
        var (candidate, baseline, policy) = (gateCase.Candidate, gateCase.Baseline, gateCase.Policy);
        RuleResult[] rules = [.. policy.Rules.SelectMany(rule => Decide(context, rule)).Concat(OfEveryRelease(context)).Select(rule => Settled(rule, gateCase))];

        string[] stopped = [.. candidate.Models.Select(model => model.Precision).Where(precision => rules.Any(rule => rule.Precision == precision && Verdict.Stops(rule)))];
        string[] leftOut = policy.Require == "any" && stopped.Length < candidate.Models.Count ? stopped : [];
        return new Verdict
        {
            Name = candidate.Name,
            Version = candidate.Version,
            Outcome = Verdict.OutcomeOf(rules, leftOut),
            FirstRelease = baseline is null,
            Profile = candidate.Profile,
            BaselineVersion = baseline?.Evidence.Version,
            BaselineRolledBackFrom = baseline?.RolledBackFrom,
            NewPrecisions = baseline is null ? [] : [.. candidate.Models.Select(model => model.Precision).Where(precision => baseline.Released(precision) is null)],
            LeftOut = leftOut,
            DroppedPrecisions = baseline is null ? [] : [.. baseline.ReleasedPrecisions.Where(precision => leftOut.Contains(precision) || candidate.Models.All(model => model.Precision != precision))],
            PolicySha256 = policy.Sha256,
            Rules = rules,
            Causes = CauseFinder.Find(context, rules),
        };
    }

    private static IEnumerable<RuleResult> Decide(GateContext context, PolicyRule rule)
    {
        PrecisionEvidence[] models = [.. context.Candidate.Models.Where(model => Concerns(context, rule, model))];
        if (models.Length == 0 && rule.Precision is { } precision)
        {
            var hadBaseline = context.Case.Baseline?.Released(precision) is not null;
            return [RuleResults.Of(rule, precision).NotMeasured(rule, $"there is no {precision} model", hadBaseline, "make it (section quantize), or remove the rule")];
        }
        return models.SelectMany(model => Decide(context, rule, model));
    }

    private static bool Concerns(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        if (rule.Precision is { } precision && precision != model.Precision)
            return false;
        if (rule.Against == MetricTraits.Float && model == context.Candidate.FloatModel)
            return false;
        // Only a model of integers has something that float could be an island in.
        return rule.Metric != GateMetrics.FloatIslands || model.Precision == Precisions.Int8;
    }

    private static IEnumerable<RuleResult> Decide(GateContext context, PolicyRule rule, PrecisionEvidence model)
    {
        if (TargetRules.Decides(rule))
            return TargetRules.Decide(context, rule, model);
        if (rule.Metric == GateMetrics.Agreement)
            return [AgreementRules.WithFloat(context, rule, model)];
        if (!MetricTraits.Of(rule.Metric).IsOfAnswers)
            return CostRules.Decide(context, rule, model);
        var scopes = ScopesOf(context, rule);
        if (scopes.Count == 0)
            return [RuleResults.Of(rule, model.Precision, null, rule.Slice).NotMeasured(rule, "the test set has no slices", hadBaseline: false, "name slices of the test set")];
        if (rule.Metric == GateMetrics.HarmfulFlips)
            return scopes.Select(scope => FlipRules.Decide(context, rule, model, scope.Slice));
        if (rule.Against is null)
            return scopes.Select(scope => AnswerLimits.Decide(context, rule, model, scope.Class, scope.Slice));
        return rule is { Class: null, Slice: null }
            ? [PairedRules.Decide(context, rule, model)]
            : ProvenDropRules.Decide(context, rule, model, scopes);
    }

    private static IReadOnlyList<(string? Class, string? Slice)> ScopesOf(GateContext context, PolicyRule rule)
    {
        if (rule.Class == PolicyRule.Each)
            return [.. context.ClassNames.Select(name => ((string?)name, rule.Slice))];
        return rule.Slice == PolicyRule.Each ? [.. context.Slices.Select(name => (rule.Class, (string?)name))] : [(rule.Class, rule.Slice)];
    }

    /// <summary>What no policy can leave out.</summary>
    private static IEnumerable<RuleResult> OfEveryRelease(GateContext context)
    {
        var isTimed = context.Candidate.Profile == Profiles.Release || context.Policy.Rules.Any(rule => MetricTraits.Of(rule.Metric).Unit == "ms");
        foreach (var model in context.Candidate.Models)
        {
            if (isTimed)
                yield return CostRules.MinRuns(context.Candidate.Profile, model);
            if (WeightRules.NewWeights(context, model) is { } weights)
                yield return weights;
        }
    }

    /// <summary>The result with its level and the waivers that count today.</summary>
    private static RuleResult Settled(RuleResult rule, GateCase gateCase)
    {
        if (rule.Level == "warning" && Verdict.Stops(rule))
            return rule with { Outcome = RuleOutcome.Warn };
        return rule.Outcome == RuleOutcome.Fail && gateCase.Waivers.FirstOrDefault(waiver => waiver.Rule == rule.Title && waiver.Until >= gateCase.Today) is { } waiver
            ? rule with { Outcome = RuleOutcome.Warn, Waiver = FormattableString.Invariant($"{waiver.Owner} until {waiver.Until:yyyy-MM-dd}: {waiver.Reason}") }
            : rule;
    }
}
