namespace EdgeKd.Release;

/// <summary>The decision in a few sentences, and why.</summary>
internal static class VerdictSection
{
    public static ReportSection Of(ReleaseReport report) => new("verdict", "Verdict", [.. Blocks(report)]);

    private static IEnumerable<IReportBlock> Blocks(ReleaseReport report)
    {
        var (verdict, evidence) = (report.Verdict, report.Evidence);
        yield return new TextBlock($"{Decision(verdict)} It was measured on {Words.Plural(evidence.Count, "test image")} with the profile {verdict.Profile}, {Against(verdict)}.");
        if (verdict.NewPrecisions.Count > 0)
            yield return new TextBlock($"The released version has no {string.Join(", ", verdict.NewPrecisions)}, so there was nothing to compare it with.");
        if (verdict.LeftOut.Count > 0)
            yield return new TextBlock($"Left out of the release: {string.Join(", ", verdict.LeftOut)}.");
        if (report.Baseline is { AskedAgain: true })
            yield return new TextBlock("The test set is another than at the last release, so the released model has answered the new one.");
        if (verdict.Profile != Profiles.Release)
            yield return new TextBlock($"The profile {verdict.Profile} cannot be promoted.");
        if (verdict.Causes.Count > 0)
            yield return new CausesBlock(verdict.Causes);
        else if (verdict.Outcome == VerdictOutcome.Fail)
            yield return new TextBlock("No cause could be told beyond the broken rules below.");
    }

    private static string Decision(Verdict verdict)
    {
        int Of(RuleOutcome outcome) => verdict.Rules.Count(rule => rule.Outcome == outcome);
        var waived = verdict.Rules.Count(rule => rule.Waiver is not null);
        return verdict.Outcome switch
        {
            VerdictOutcome.Pass when verdict.LeftOut.Count > 0 => "Passed: what is not left out keeps every rule.",
            VerdictOutcome.Pass when verdict.Rules.Count == 0 => "Passed: no rule was asked for.",
            VerdictOutcome.Pass => $"Passed: {(verdict.Rules.Count == 1 ? "the one rule is" : $"all {Words.Count(verdict.Rules.Count)} rules are")} kept.",
            VerdictOutcome.Warn => $"Passed with {Words.Plural(Of(RuleOutcome.Warn), "warning")}{(waived > 0 ? $", {Words.Count(waived)} of them waived" : "")}.",
            VerdictOutcome.Fail => $"Refused: {Words.Count(Of(RuleOutcome.Fail))} of {Words.Plural(verdict.Rules.Count, "rule")} broken.",
            _ => $"Not decided: {Words.Plural(Of(RuleOutcome.Inconclusive), "rule")} could not be decided by what was measured.",
        };
    }

    private static string Against(Verdict verdict) => verdict.FirstRelease
        ? "as a first release: there is no released version to compare with"
        : $"against the released version {verdict.BaselineVersion}";
}
