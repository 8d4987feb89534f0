namespace EdgeKd.Release;

/// <summary>Decides whether a model may be released.</summary>
public static class ReleaseGate
{
    /// <summary>Compares the evidence of a model with limits and with the released baseline.</summary>
    /// <param name="thresholds">The limits.</param>
    /// <param name="candidate">The model's evidence.</param>
    /// <param name="baseline">The released model's evidence; null where nothing has been released.</param>
    /// <exception cref="ArgumentException">A limit is out of range.</exception>
    public static Verdict Decide(GateThresholds thresholds, ValidationEvidence candidate, ValidationEvidence? baseline)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        ArgumentNullException.ThrowIfNull(candidate);
        thresholds.Require();

        RuleResult?[] asked =
        [
            thresholds.MinTop1 is { } least ? AccuracyRules.MinTop1(candidate, least) : null,
            thresholds.MaxTop1DropPoints is { } drop && baseline is not null ? AccuracyRules.MaxTop1Drop(candidate, baseline, drop) : null,
            thresholds.MaxTeacherGapPoints is { } gap ? AccuracyRules.MaxTeacherGap(candidate, gap) : null,
            thresholds.MaxLatencyP90Ms is { } p90 ? CostRules.MaxLatencyP90(candidate, p90) : null,
            thresholds.MaxLatencyP90Ms is not null || candidate.Profile == Profiles.Release ? CostRules.MinRuns(candidate) : null,
            thresholds.MaxSizeBytes is { } size ? CostRules.MaxSize(candidate, size) : null,
            thresholds.MaxFloatIslands is { } islands ? FusionRules.MaxFloatIslands(candidate, islands) : null,
        ];
        RuleResult[] rules = [.. asked.OfType<RuleResult>()];
        return new Verdict
        {
            Name = candidate.Name,
            Version = candidate.Version,
            Outcome = rules.All(rule => rule.Passed) ? VerdictOutcome.Pass : VerdictOutcome.Fail,
            FirstRelease = baseline is null,
            Profile = candidate.Profile,
            BaselineVersion = baseline?.Version,
            Rules = rules,
        };
    }
}
