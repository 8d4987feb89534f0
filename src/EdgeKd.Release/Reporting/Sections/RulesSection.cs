namespace EdgeKd.Release;

/// <summary>Every rule, those first that somebody has to do something about.</summary>
internal static class RulesSection
{
    // Beyond it the kept rules would bury the rest of the page.
    private const int MostKeptInSight = 6;

    public static ReportSection? Of(ReleaseReport report)
    {
        var verdict = report.Verdict;
        if (verdict.Rules.Count == 0)
            return null;
        RuleResult[] kept = [.. verdict.Rules.Where(rule => rule.Passed)];
        RuleResult[] others = [.. verdict.Rules.Where(rule => !rule.Passed).OrderBy(Urgency)];
        List<IReportBlock> blocks = [];
        if (others.Length > 0)
            blocks.Add(new RulesBlock(others, verdict.LeftOut));
        if (kept.Length > MostKeptInSight)
            blocks.Add(new FoldBlock(Words.Plural(kept.Length, "rule") + " kept", [new RulesBlock(kept, verdict.LeftOut)]));
        else if (kept.Length > 0)
            blocks.Add(new RulesBlock(kept, verdict.LeftOut));
        return new ReportSection("rules", "Rules", blocks);
    }

    private static int Urgency(RuleResult rule) => rule.Outcome switch
    {
        RuleOutcome.Fail => 0,
        RuleOutcome.Inconclusive => 1,
        RuleOutcome.Warn => 2,
        _ => 3,
    };
}
