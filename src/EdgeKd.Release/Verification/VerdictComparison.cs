using System.Globalization;

namespace EdgeKd.Release;

/// <summary>Compares a verdict with the same decided again. Numbers may differ in their last digits from one processor to another;
/// sentences are made of the numbers and are not compared.</summary>
internal static class VerdictComparison
{
    /// <summary>Relative to the larger of both, or absolute below 1.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>The first difference, as the end of a sentence; null where there is none.</summary>
    public static string? DifferenceOf(Verdict stored, Verdict again) => Differences(stored, again).FirstOrDefault(difference => difference is not null);

    private static IEnumerable<string?> Differences(Verdict stored, Verdict again)
    {
        yield return Compare("the outcome", stored.Outcome, again.Outcome);
        yield return Compare("policySha256", stored.PolicySha256, again.PolicySha256);
        yield return Compare("firstRelease", stored.FirstRelease, again.FirstRelease);
        yield return Compare("baselineVersion", stored.BaselineVersion, again.BaselineVersion);
        yield return Compare("newPrecisions", string.Join(", ", stored.NewPrecisions), string.Join(", ", again.NewPrecisions));
        yield return Compare("leftOut", string.Join(", ", stored.LeftOut), string.Join(", ", again.LeftOut));
        yield return Compare("the number of rules", stored.Rules.Count, again.Rules.Count);
        foreach (var (before, after) in stored.Rules.Zip(again.Rules))
        {
            foreach (var difference in Differences(before, after))
                yield return difference;
        }

        yield return Compare("causes", string.Join(", ", stored.Causes.Select(cause => cause.Code)), string.Join(", ", again.Causes.Select(cause => cause.Code)));
    }

    private static IEnumerable<string?> Differences(RuleResult stored, RuleResult again)
    {
        yield return Compare("a rule", stored.Title, again.Title);
        yield return Compare(stored.Title, stored.Outcome, again.Outcome);
        yield return Compare($"{stored.Title}: level", stored.Level, again.Level);
        yield return Compare($"{stored.Title}: unit", stored.Unit, again.Unit);
        yield return Compare($"{stored.Title}: moreIsBetter", stored.MoreIsBetter, again.MoreIsBetter);
        yield return Compare($"{stored.Title}: waiver", stored.Waiver, again.Waiver);
        yield return Compare($"{stored.Title}: needed", stored.Needed, again.Needed);
        yield return CompareNumbers($"{stored.Title}: limit", stored.Limit, again.Limit);
        yield return CompareNumbers($"{stored.Title}: measured", stored.Measured, again.Measured);
        yield return CompareNumbers($"{stored.Title}: lower", stored.Lower, again.Lower);
        yield return CompareNumbers($"{stored.Title}: upper", stored.Upper, again.Upper);
        yield return CompareNumbers($"{stored.Title}: confidence", stored.Confidence, again.Confidence);
    }

    private static string? Compare<T>(string what, T stored, T again) =>
        EqualityComparer<T>.Default.Equals(stored, again) ? null : $"{what} is {Shown(stored)} there, and {Shown(again)} when it is decided again";

    private static string? CompareNumbers(string what, double? stored, double? again) =>
        stored == again || (stored is { } a && again is { } b && Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b))))
            ? null
            : Compare(what, stored, again) ?? $"{what} differs";

    private static string Shown<T>(T value) => value switch
    {
        null or "" => "nothing",
        _ => new string([.. string.Create(CultureInfo.InvariantCulture, $"{value}").Take(200).Select(c => char.IsControl(c) ? '?' : c)]),
    };
}
