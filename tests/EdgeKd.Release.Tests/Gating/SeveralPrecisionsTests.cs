namespace EdgeKd.Release.Tests.Gating;

[TestFixture]
public class SeveralPrecisionsTests
{
    private static readonly GateThresholds Every = new()
    {
        MinTop1 = 0.5, MaxTop1DropPoints = 1, MaxTeacherGapPoints = 20, MaxInt8DropPoints = 0.5, MaxLatencyP90Ms = 2, MaxSizeBytes = 1000,
    };

    [Test]
    public void Every_rule_is_asked_of_every_precision()
    {
        var verdict = ReleaseGate.Decide(Every, Samples.TwoPrecisions(), Samples.Baseline(Samples.TwoPrecisions()));

        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Pass));
        string[] both = ["minTop1", "maxTop1DropPoints", "maxTeacherGapPoints", "maxLatencyP90Ms", "latencyRuns", "maxSizeBytes"];
        Assert.That(verdict.Rules.Where(rule => rule.Precision == "fp32").Select(rule => rule.Metric), Is.EqualTo(both));
        Assert.That(verdict.Rules.Where(rule => rule.Precision == "int8").Select(rule => rule.Metric), Is.EquivalentTo(both.Append("maxInt8DropPoints")));
        Assert.That(verdict.Rules, Has.Count.EqualTo(13));
        Assert.That(verdict.ToLines(), Has.Some.StartsWith("  ok   minTop1 (int8): top-1 is 89.70 % on 1000 images"));
    }

    [TestCase(5, 0, 0.5, true)]
    [TestCase(6, 0, 0.5, false)]
    [TestCase(6, 1, 0.5, true)]
    [TestCase(1, 0, 0.0, false)]
    [TestCase(0, 0, 0.0, true)]
    [TestCase(0, 9, 0.0, true)]
    public void Int8_may_lose_exactly_its_limit(int lost, int won, double limit, bool passed)
    {
        var verdict = ReleaseGate.Decide(new() { MaxInt8DropPoints = limit }, Samples.TwoPrecisions(lost, won), null);
        var rule = verdict.Rules.Single(rule => rule.Metric == "maxInt8DropPoints");
        Assert.That((rule.Passed, rule.Precision, rule.Unit), Is.EqualTo((passed, "int8", "points")));
        Assert.That(rule.Measured, Is.EqualTo((lost - won) / 10.0).Within(1e-9));
        Assert.That(verdict.Outcome, Is.EqualTo(passed ? VerdictOutcome.Pass : VerdictOutcome.Fail));
        Assert.That(rule.Remedy ?? "gate.require: any", Does.Contain("gate.require: any"));
    }

    [Test]
    public void The_loss_of_int8_is_shown_with_its_paired_interval()
    {
        var evidence = Samples.TwoPrecisions(lost: 5, won: 2);
        var (lower, upper) = PairedScore.Interval(new PairedOutcomes(895, 2, 5, 98), 0.95);
        var rule = ReleaseGate.Decide(new() { MaxInt8DropPoints = 0.5 }, evidence, null).Rules.Single(rule => rule.Metric == "maxInt8DropPoints");
        Assert.That(rule.Message, Is.EqualTo(FormattableString.Invariant(
            $"top-1 is 89.70 % against the float model's 90.00 %: -0.30 points (95 % interval {100 * lower:+0.00;-0.00} to {100 * upper:+0.00;-0.00}), and 99.3 % of the answers agree; at most 0.50 points below are allowed")));
    }

    [Test]
    public void One_broken_rule_of_one_precision_refuses_the_release()
    {
        var verdict = ReleaseGate.Decide(Every with { MaxInt8DropPoints = 0.1 }, Samples.TwoPrecisions(), null);
        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Fail));
        Assert.That(verdict.LeftOut, Is.Empty);
        Assert.That(verdict.Rules.Where(rule => !rule.Passed).Select(rule => rule.Title), Is.EqualTo(new[] { "maxInt8DropPoints (int8)" }));
    }

    [TestCase(0.1, 1000, "int8", "fp32")]
    [TestCase(0.5, 500, "fp32", "int8")]
    public void Where_any_is_enough_the_one_that_breaks_a_rule_is_left_out(double int8Drop, long size, string leftOut, string released)
    {
        var evidence = Samples.TwoPrecisions();
        var verdict = ReleaseGate.Decide(Every with { MaxInt8DropPoints = int8Drop, MaxSizeBytes = size, AnyPrecision = true }, evidence, null);

        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Pass));
        Assert.That(verdict.LeftOut, Is.EqualTo(new[] { leftOut }));
        Assert.That(verdict.Released(evidence).Select(model => model.Precision), Is.EqualTo(new[] { released }));
        Assert.That(verdict.ToLines().First(), Does.EndWith($"first release, without {leftOut})"));
        Assert.That(verdict.ToLines(), Has.Some.StartsWith("  out  max").And.Not.Contain("  FAIL"));
        Assert.That(Verdict.Parse(JsonFile.ToBytes(verdict), "verdict.json").LeftOut, Is.EqualTo(new[] { leftOut }));
    }

    [Test]
    public void Where_any_is_enough_and_all_break_a_rule_the_release_is_refused()
    {
        var verdict = ReleaseGate.Decide(new() { MinTop1 = 0.99, AnyPrecision = true }, Samples.TwoPrecisions(), null);
        Assert.That((verdict.Outcome, verdict.LeftOut.Count), Is.EqualTo((VerdictOutcome.Fail, 0)));
    }

    [Test]
    public void A_verdict_that_passes_by_leaving_out_nothing_that_broke_is_refused()
    {
        var verdict = ReleaseGate.Decide(Every with { MaxInt8DropPoints = 0.1, AnyPrecision = true }, Samples.TwoPrecisions(), null);
        Assert.That(() => Verdict.Parse(JsonFile.ToBytes(verdict with { LeftOut = ["fp32"] }), "verdict.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("the outcome is Pass, but 1 of its rules are broken"));
    }

    // The baseline's INT8 model lost 5 points, its float model none: like is compared with like.
    [TestCase(0.0, 50, 0, true)]
    [TestCase(0.0, 51, 0, false)]
    public void A_precision_is_compared_with_the_same_of_the_baseline(double limit, int lost, int won, bool passed)
    {
        var baseline = Samples.Baseline(Samples.TwoPrecisions(lost: 50, won: 0));
        var verdict = ReleaseGate.Decide(new() { MaxTop1DropPoints = limit }, Samples.TwoPrecisions(lost, won), baseline);
        Assert.That(verdict.Rules.Where(rule => rule.Metric == "maxTop1DropPoints").Select(rule => (rule.Precision, rule.Passed)),
            Is.EqualTo(new[] { ("fp32", true), ("int8", passed) }));
        Assert.That(verdict.NewPrecisions, Is.Empty);
    }

    [Test]
    public void A_precision_that_the_baseline_lacks_is_a_first_release_of_it()
    {
        var verdict = ReleaseGate.Decide(new() { MaxTop1DropPoints = 0 }, Samples.TwoPrecisions(lost: 50), Samples.Baseline(Samples.Evidence()));
        Assert.That(verdict.Rules.Where(rule => rule.Metric == "maxTop1DropPoints").Select(rule => rule.Precision), Is.EqualTo(new[] { "fp32" }));
        Assert.That(verdict.NewPrecisions, Is.EqualTo(new[] { "int8" }));
        Assert.That(verdict.ToLines().First(), Does.EndWith("against 1.0.0, first release of int8)"));
    }

    [Test]
    public void A_precision_that_was_measured_but_left_out_of_the_baseline_is_none_of_it()
    {
        var baseline = Samples.Baseline(Samples.TwoPrecisions(), new() { MaxInt8DropPoints = 0, AnyPrecision = true });
        Assert.That(baseline.Released("int8"), Is.Null);
        Assert.That(baseline.Released("fp32")!.Top1, Is.EqualTo(0.9));
        Assert.That(ReleaseGate.Decide(Every, Samples.TwoPrecisions(), baseline).NewPrecisions, Is.EqualTo(new[] { "int8" }));
    }
}
