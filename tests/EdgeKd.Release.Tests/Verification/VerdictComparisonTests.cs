namespace EdgeKd.Release.Tests.Verification;

[TestFixture]
public class VerdictComparisonTests
{
    private static readonly RuleResult Rule = new()
    {
        Metric = GateMetrics.Top1, Outcome = RuleOutcome.Pass, Measured = 0.9, Lower = 0.8, Upper = 0.95, Confidence = 0.95, Limit = 0.5, MoreIsBetter = true, Unit = "share", Message = "m",
    };

    private static readonly Verdict Stored = new() { Name = "a", Version = "1.0.0", Outcome = VerdictOutcome.Pass, FirstRelease = true, Profile = "quick", Rules = [Rule] };

    private static readonly TestCaseData[] Differences =
    [
        new(Stored with { Outcome = VerdictOutcome.Fail }, "the outcome is Pass there, and Fail"),
        new(Stored with { PolicySha256 = "x" }, "policySha256 is nothing there, and x"),
        new(Stored with { BaselineVersion = "0.9.0" }, "baselineVersion"),
        new(Stored with { LeftOut = ["int8"] }, "leftOut"),
        new(Stored with { Rules = [] }, "the number of rules is 1 there, and 0"),
        new(Stored with { Rules = [Rule with { Outcome = RuleOutcome.Warn }] }, "top1 is Pass there, and Warn"),
        new(Stored with { Rules = [Rule with { Class = "cat" }] }, "a rule is top1 there, and top1 (class cat)"),
        new(Stored with { Rules = [Rule with { Measured = 0.90001 }] }, "top1: measured"),
        new(Stored with { Rules = [Rule with { Lower = null }] }, "top1: lower"),
        new(Stored with { Rules = [Rule with { Upper = double.NaN }] }, "top1: upper"),
        new(Stored with { Rules = [Rule with { Waiver = "me" }] }, "top1: waiver"),
        new(Stored with { Causes = [new("latency:local", "e", "r")] }, "causes"),
    ];

    [TestCaseSource(nameof(Differences))]
    public void A_difference_is_named(Verdict again, string message) => Assert.That(VerdictComparison.DifferenceOf(Stored, again), Does.Contain(message));

    [Test]
    public void Last_digits_and_words_do_not_matter() => Assert.That(
        VerdictComparison.DifferenceOf(Stored, Stored with { Rules = [Rule with { Measured = 0.9 + 1e-9, Message = "other", Remedy = "words" }] }), Is.Null);
}
