namespace EdgeKd.Release.Tests.Gating;

[TestFixture]
public class SeveralPrecisionsTests
{
    private static readonly PolicyRule Int8 = new() { Metric = "top1", Against = "float", Margin = 0.5, Confidence = 0.5 };
    private static readonly PolicyRule Drop = new() { Metric = "top1", Against = "released", Margin = 1 };
    private static readonly PolicyRule Size = new() { Metric = "sizeBytes", AtMost = 1000 };
    private static readonly GatePolicy Every = Samples.Policy(
        new() { Metric = "top1", AtLeast = 0.5 }, Drop, new() { Metric = "top1", Against = "teacher", Margin = 20 }, Int8, new() { Metric = "latencyP90Ms", AtMost = 2 }, Size);

    [Test]
    public void Every_rule_is_asked_of_every_precision()
    {
        var verdict = Samples.Decide(Every, Samples.TwoPrecisions(), Samples.Baseline(Samples.TwoPrecisions()));

        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Pass));
        string[] both = ["top1 ", "top1 released", "top1 teacher", "latencyP90Ms ", "sizeBytes ", "latencyRuns "];
        Assert.That(verdict.Rules.Where(rule => rule.Precision == "fp32").Select(rule => $"{rule.Metric} {rule.Against}"), Is.EqualTo(both));
        Assert.That(verdict.Rules.Where(rule => rule.Precision == "int8").Select(rule => $"{rule.Metric} {rule.Against}"), Is.EquivalentTo(both.Append("top1 float")));
        Assert.That(verdict.ToLines(), Has.Some.StartsWith("  ok    top1 (int8): top-1 is 89.70 % on 1000 images"));
    }

    [TestCase(5, 0, 0.5, true)]
    [TestCase(6, 0, 0.5, false)]
    [TestCase(6, 1, 0.5, true)]
    [TestCase(1, 0, 0.0, false)]
    [TestCase(0, 0, 0.0, true)]
    [TestCase(0, 9, 0.0, true)]
    public void Int8_may_lose_exactly_its_margin_where_no_proof_is_asked_for(int lost, int won, double margin, bool passed)
    {
        var verdict = Samples.Decide(Samples.Policy(Int8 with { Margin = margin }), Samples.TwoPrecisions(lost, won));
        var rule = verdict.Rules.Single(rule => rule.Against == "float");
        Assert.That((rule.Passed, rule.Precision, rule.Unit), Is.EqualTo((passed, "int8", "points")));
        Assert.That(rule.Measured, Is.EqualTo((won - lost) / 10.0).Within(1e-9));
        Assert.That(verdict.Outcome, Is.EqualTo(passed ? VerdictOutcome.Pass : VerdictOutcome.Fail));
        Assert.That(rule.Remedy ?? "require: any", Does.Contain("require: any"));
    }

    [Test]
    public void The_loss_of_int8_is_shown_with_its_bounds()
    {
        var (lower, upper) = PairedScore.Interval(new PairedOutcomes(895, 2, 5, 98), 0.9);
        var rule = Samples.Decide(Samples.Policy(Int8 with { Confidence = 0.95 }), Samples.TwoPrecisions(lost: 5, won: 2)).Rules.Single(rule => rule.Against == "float");
        Assert.That((rule.Lower, rule.Upper), Is.EqualTo(((double?)(100 * lower), (double?)(100 * upper))));
        Assert.That(rule.Message, Is.EqualTo(FormattableString.Invariant(
            $"top-1 is 89.70 % against 90.00 % of the float model: -0.30 points (one-sided 95 % bounds -{-100 * lower:F2} points and +{100 * upper:F2} points), right alone on 2 and 5 of 1000 images, McNemar mid-p 0.29; at most 0.50 points below is allowed")));
    }

    [Test]
    public void One_broken_rule_of_one_precision_refuses_the_release()
    {
        var verdict = Samples.Decide(Samples.Policy(Int8 with { Margin = 0.1 }, Size), Samples.TwoPrecisions());
        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Fail));
        Assert.That(verdict.LeftOut, Is.Empty);
        Assert.That(verdict.Rules.Where(rule => !rule.Passed).Select(rule => rule.Title), Is.EqualTo(new[] { "top1 against float (int8)" }));
    }

    [TestCase(0.1, 1000, "int8", "fp32")]
    [TestCase(0.5, 500, "fp32", "int8")]
    public void Where_any_is_enough_the_one_that_breaks_a_rule_is_left_out(double margin, long size, string leftOut, string released)
    {
        var evidence = Samples.TwoPrecisions();
        var verdict = Samples.Decide(Samples.Policy(Int8 with { Margin = margin }, Size with { AtMost = size }) with { Require = "any" }, evidence);

        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Pass));
        Assert.That(verdict.LeftOut, Is.EqualTo(new[] { leftOut }));
        Assert.That(verdict.Released(evidence).Select(model => model.Precision), Is.EqualTo(new[] { released }));
        Assert.That(verdict.ToLines().First(), Does.EndWith($"first release, without {leftOut})"));
        Assert.That(verdict.ToLines(), Has.Some.StartsWith("  out   ").And.None.StartsWith("  FAIL"));
        Assert.That(Verdict.Parse(JsonFile.ToBytes(verdict), "verdict.json").LeftOut, Is.EqualTo(new[] { leftOut }));
    }

    [Test]
    public void Where_any_is_enough_an_undecided_one_is_left_out_too()
    {
        var verdict = Samples.Decide(Samples.Policy(Int8 with { Confidence = 0.95 }) with { Require = "any" }, Samples.TwoPrecisions(lost: 5, won: 4));
        Assert.That((verdict.Outcome, verdict.LeftOut.Single()), Is.EqualTo((VerdictOutcome.Pass, "int8")));
    }

    [Test]
    public void Where_any_is_enough_and_all_break_a_rule_the_release_is_refused()
    {
        var verdict = Samples.Decide(Samples.Policy(new PolicyRule { Metric = "top1", AtLeast = 0.99 }) with { Require = "any" }, Samples.TwoPrecisions());
        Assert.That((verdict.Outcome, verdict.LeftOut.Count), Is.EqualTo((VerdictOutcome.Fail, 0)));
    }

    [Test]
    public void A_verdict_that_passes_by_leaving_out_nothing_that_broke_is_refused()
    {
        var verdict = Samples.Decide(Samples.Policy(Int8 with { Margin = 0.1 }) with { Require = "any" }, Samples.TwoPrecisions());
        Assert.That(() => Verdict.Parse(JsonFile.ToBytes(verdict with { LeftOut = ["fp32"] }), "verdict.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("the outcome is Pass, but 1 of its rules are not kept, which is Fail"));
    }

    // The baseline's INT8 model lost 5 points, its float model none: like is compared with like.
    [TestCase(50, 0, true)]
    [TestCase(51, 0, false)]
    public void A_precision_is_compared_with_the_same_of_the_baseline(int lost, int won, bool passed)
    {
        var baseline = Samples.Baseline(Samples.TwoPrecisions(lost: 50, won: 0));
        var verdict = Samples.Decide(Samples.Policy(Drop with { Margin = 0, Confidence = 0.5 }), Samples.TwoPrecisions(lost, won), baseline);
        Assert.That(verdict.Rules.Where(rule => rule.Against == "released").Select(rule => (rule.Precision, rule.Passed)),
            Is.EqualTo(new[] { ("fp32", true), ("int8", passed) }));
        Assert.That(verdict.NewPrecisions, Is.Empty);
    }

    [Test]
    public void A_precision_that_the_baseline_lacks_is_a_first_release_of_it()
    {
        var verdict = Samples.Decide(Samples.Policy(Drop), Samples.TwoPrecisions(lost: 50), Samples.Baseline(Samples.Evidence()));
        Assert.That(verdict.Rules.Where(rule => rule.Against == "released").Select(rule => (rule.Precision, rule.Outcome)),
            Is.EqualTo(new[] { ("fp32", RuleOutcome.Pass), ("int8", RuleOutcome.PassedOver) }));
        Assert.That(verdict.NewPrecisions, Is.EqualTo(new[] { "int8" }));
        Assert.That(verdict.ToLines().First(), Does.EndWith("against 1.0.0, first release of int8)"));
    }

    [Test]
    public void A_precision_that_was_measured_but_left_out_of_the_baseline_is_none_of_it()
    {
        var baseline = Samples.Baseline(Samples.TwoPrecisions(), Samples.Policy(Int8 with { Margin = 0 }) with { Require = "any" });
        Assert.That(baseline.Released("int8"), Is.Null);
        Assert.That(baseline.Released("fp32")!.Top1, Is.EqualTo(0.9));
        Assert.That(Samples.Decide(Every, Samples.TwoPrecisions(), baseline).NewPrecisions, Is.EqualTo(new[] { "int8" }));
    }
}
