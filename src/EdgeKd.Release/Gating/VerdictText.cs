namespace EdgeKd.Release;

/// <summary>A verdict in lines for people.</summary>
internal static class VerdictText
{
    public static IEnumerable<string> Lines(Verdict verdict)
    {
        yield return Headline(verdict);
        if (verdict.FirstRelease && verdict.Rules.Any(rule => rule.Against == MetricTraits.Released))
            yield return "  nothing has been released yet: decided by the absolute limits and the distances from teacher and float model";
        foreach (var group in Groups(verdict.Rules))
        {
            foreach (var line in group.Length > 1 ? OfMany(verdict, group) : OfOne(verdict, group[0]))
                yield return line;
        }

        foreach (var cause in verdict.Causes)
        {
            yield return $"  cause {cause.Code}: {cause.Evidence}";
            yield return $"        to do: {cause.Remedy}";
        }

        if (verdict.Rules.Count == 0)
            yield return "  no rule was about this model: set limits in the recipe's section `gate`, or in its policy";
    }

    private static string Headline(Verdict verdict)
    {
        var against = verdict.FirstRelease ? "first release" : $"against {verdict.BaselineVersion}";
        var firsts = verdict.NewPrecisions.Count > 0 ? $", first release of {string.Join(", ", verdict.NewPrecisions)}" : "";
        var leftOut = verdict.LeftOut.Count > 0 ? $", without {string.Join(", ", verdict.LeftOut)}" : "";
        return $"{verdict.Outcome.ToString().ToUpperInvariant()} {verdict.Name} {verdict.Version} (profile {verdict.Profile}, {against}{firsts}{leftOut})";
    }

    /// <summary>Neighbours that differ in class or slice alone are shown together.</summary>
    private static IEnumerable<RuleResult[]> Groups(IReadOnlyList<RuleResult> rules)
    {
        for (var start = 0; start < rules.Count;)
        {
            var end = start + 1;
            while (end < rules.Count && IsSameButForScope(rules[start], rules[end]))
                end++;
            yield return [.. rules.Skip(start).Take(end - start)];
            start = end;
        }
    }

    private static bool IsSameButForScope(RuleResult a, RuleResult b) =>
        (a.Class ?? a.Slice) is not null && (b.Class ?? b.Slice) is not null
        && (a.Metric, a.Against, a.Precision, a.Target) == (b.Metric, b.Against, b.Precision, b.Target)
        && a.Class is null == b.Class is null;

    private static IEnumerable<string> OfMany(Verdict verdict, RuleResult[] group)
    {
        var kept = group.Count(rule => rule.Outcome == RuleOutcome.Pass);
        var what = group[0].Class is null ? "slices" : "classes";
        var title = (group[0] with { Class = null, Slice = null }).Title;
        if (kept > 0)
            yield return $"  ok    {title}: kept by {kept} of {group.Length} {what}";
        foreach (var rule in group.Where(rule => rule.Outcome != RuleOutcome.Pass))
        {
            foreach (var line in OfOne(verdict, rule))
                yield return line;
        }
    }

    private static IEnumerable<string> OfOne(Verdict verdict, RuleResult rule)
    {
        var word = verdict.IsLeftOut(rule) && Verdict.Stops(rule) ? "out " : rule.Outcome switch
        {
            RuleOutcome.Pass => "ok  ",
            RuleOutcome.Warn => "WARN",
            RuleOutcome.Fail => "FAIL",
            RuleOutcome.Inconclusive => "OPEN",
            _ => "-   ",
        };
        yield return $"  {word}  {rule.Title}: {rule.Message}";
        if (rule.Waiver is { } waiver)
            yield return $"        waived by {waiver}";
        if (rule.Remedy is { } remedy)
            yield return $"        to do: {remedy}";
    }
}
