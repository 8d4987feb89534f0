namespace EdgeKd.Release;

/// <summary>Decides whether a model may be released, and in which precisions.</summary>
public static class ReleaseGate
{
    /// <summary>Decides by a policy's absolute limits and its margin of top-1 against the released model.</summary>
    /// <param name="gate">All that is decided by.</param>
    public static Verdict Decide(GateCase gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        double? Limit(string metric, string? against, Func<PolicyRule, double?> limit) =>
            gate.Policy.Rules.Where(rule => rule.Metric == metric && rule.Against == against).Select(limit).FirstOrDefault();
        var thresholds = new GateThresholds
        {
            MinTop1 = Limit(GateMetrics.Top1, null, rule => rule.AtLeast),
            MaxTop1DropPoints = Limit(GateMetrics.Top1, "released", rule => rule.Margin),
            MaxTeacherGapPoints = Limit(GateMetrics.Top1, "teacher", rule => rule.Margin),
            MaxInt8DropPoints = Limit(GateMetrics.Top1, "float", rule => rule.Margin),
            MaxLatencyP90Ms = Limit(GateMetrics.LatencyP90Ms, null, rule => rule.AtMost),
            MaxSizeBytes = (long?)Limit(GateMetrics.SizeBytes, null, rule => rule.AtMost),
            MaxFloatIslands = (int?)Limit(GateMetrics.FloatIslands, null, rule => rule.AtMost),
            AnyPrecision = gate.Policy.Require == "any",
        };
        return Decide(thresholds, gate.Candidate, gate.Baseline) with { PolicySha256 = gate.Policy.Sha256 };
    }

    /// <summary>Compares the evidence of a model with limits and, each precision with the same, with the released baseline.</summary>
    /// <param name="thresholds">The limits.</param>
    /// <param name="candidate">The model's evidence.</param>
    /// <param name="baseline">The released model; null where nothing has been released.</param>
    /// <exception cref="ArgumentException">A limit is out of range.</exception>
    public static Verdict Decide(GateThresholds thresholds, ValidationEvidence candidate, ReleasedBaseline? baseline)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        ArgumentNullException.ThrowIfNull(candidate);
        thresholds.Require();

        var models = candidate.Models;
        RuleResult[] rules = [.. models.SelectMany(model => Rules(thresholds, candidate, model, baseline)
            .Select(rule => models.Count > 1 ? rule with { Precision = model.Precision } : rule))];
        string[] broken = [.. rules.Where(rule => !rule.Passed).Select(rule => rule.Precision ?? models[0].Precision).Distinct()];
        var mayLeaveOut = thresholds.AnyPrecision && broken.Length < models.Count;
        return new Verdict
        {
            Name = candidate.Name,
            Version = candidate.Version,
            Outcome = broken.Length == 0 || mayLeaveOut ? VerdictOutcome.Pass : VerdictOutcome.Fail,
            FirstRelease = baseline is null,
            Profile = candidate.Profile,
            BaselineVersion = baseline?.Evidence.Version,
            BaselineRolledBackFrom = baseline?.RolledBackFrom,
            NewPrecisions = baseline is null ? [] : [.. models.Select(model => model.Precision).Where(precision => baseline.Released(precision) is null)],
            LeftOut = mayLeaveOut ? broken : [],
            Rules = rules,
        };
    }

    private static IEnumerable<RuleResult> Rules(GateThresholds limits, ValidationEvidence candidate, PrecisionEvidence model, ReleasedBaseline? baseline)
    {
        if (limits.MinTop1 is { } least)
            yield return AccuracyRules.MinTop1(candidate, model, least);
        if (limits.MaxTop1DropPoints is { } drop && baseline?.Released(model.Precision) is { } released)
            yield return AccuracyRules.MaxTop1Drop(candidate, model, baseline.Evidence, released, drop);
        if (limits.MaxTeacherGapPoints is { } gap)
            yield return AccuracyRules.MaxTeacherGap(candidate, model, gap);
        if (limits.MaxInt8DropPoints is { } loss && model is { Precision: Precisions.Int8 or Precisions.Int8Weights, AgainstFloat: { } difference })
            yield return AccuracyRules.MaxInt8Drop(candidate, model, difference, loss);
        if (limits.MaxLatencyP90Ms is { } p90)
            yield return CostRules.MaxLatencyP90(model, p90);
        if (limits.MaxLatencyP90Ms is not null || candidate.Profile == Profiles.Release)
            yield return CostRules.MinRuns(candidate.Profile, model);
        if (limits.MaxSizeBytes is { } size)
            yield return CostRules.MaxSize(model, size);
        // Only a model of integers has something that float could be an island in.
        if (limits.MaxFloatIslands is { } islands && model.Precision == Precisions.Int8)
            yield return FusionRules.MaxFloatIslands(model, islands);
    }
}
