using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Release.Tests.Gating;

[TestFixture]
public class ReleaseGateTests
{
    private static readonly PolicyRule Drop = new() { Metric = "top1", Against = "released", Margin = 1 };

    private static RuleResult Only(PolicyRule rule, ValidationEvidence candidate, ValidationEvidence? baseline = null) =>
        Samples.Decide(Samples.Policy(rule), candidate, baseline is null ? null : Samples.Baseline(baseline)).Rules.Single(result => result.Metric == rule.Metric);

    [TestCase(899, false), TestCase(900, true), TestCase(901, true)]
    public void An_accuracy_passes_exactly_at_its_limit(int right, bool passed) =>
        Assert.That(Only(new() { Metric = "top1", AtLeast = 0.9 }, Samples.Evidence(right)).Passed, Is.EqualTo(passed));

    [TestCase(1.5, true), TestCase(1.4999999, false), TestCase(2, true)]
    public void A_latency_passes_exactly_at_its_limit(double limit, bool passed) =>
        Assert.That(Only(new() { Metric = "latencyP90Ms", AtMost = limit }, Samples.Evidence()).Passed, Is.EqualTo(passed));

    [TestCase(1000, true), TestCase(999, false), TestCase(1001, true)]
    public void A_size_passes_exactly_at_its_limit(long limit, bool passed) =>
        Assert.That(Only(new() { Metric = "sizeBytes", AtMost = limit }, Samples.Evidence()).Passed, Is.EqualTo(passed));

    // At a confidence of ½ the measured values alone are compared.
    [TestCase(900, 890, 1.0, true)]
    [TestCase(900, 889, 1.0, false)]
    [TestCase(900, 900, 0.0, true)]
    [TestCase(900, 899, 0.0, false)]
    [TestCase(900, 950, 0.0, true)]
    [TestCase(290, 280, 1.0, true)]
    [TestCase(570, 560, 1.0, true)]
    public void A_drop_passes_exactly_at_its_margin_where_no_proof_is_asked_for(int baseline, int candidate, double margin, bool passed)
    {
        var result = Only(Drop with { Margin = margin, Confidence = 0.5 }, Samples.Evidence(candidate), Samples.Evidence(baseline));
        Assert.That(result.Passed, Is.EqualTo(passed));
        Assert.That(result.Measured, Is.EqualTo((candidate - baseline) / 10.0).Within(1e-9));
        Assert.That((result.Limit, result.Lower), Is.EqualTo((-margin, (double?)null)));
    }

    // 1,000 images of which the models disagree about as many as are lost: the bounds decide.
    [TestCase(900, 0.5, RuleOutcome.Pass)]
    [TestCase(898, 0.5, RuleOutcome.Inconclusive)]
    [TestCase(895, 0.5, RuleOutcome.Inconclusive)]
    [TestCase(880, 0.5, RuleOutcome.Fail)]
    [TestCase(880, 1.0, RuleOutcome.Fail)]
    [TestCase(880, 3.0, RuleOutcome.Pass)]
    [TestCase(950, 0.5, RuleOutcome.Pass)]
    [TestCase(0, 100.0, RuleOutcome.Pass)]
    public void A_drop_is_ruled_out_proven_or_open(int candidate, double margin, RuleOutcome outcome)
    {
        var result = Only(Drop with { Margin = margin }, Samples.Evidence(candidate), Samples.Evidence(900));
        Assert.That(result.Outcome, Is.EqualTo(outcome), result.Message);
        Assert.That(result.Measured, Is.InRange(result.Lower!, result.Upper!));
        Assert.That((result.Needed is not null, result.Remedy is null), Is.EqualTo((outcome == RuleOutcome.Inconclusive, outcome == RuleOutcome.Pass)));
    }

    [Test]
    public void What_is_open_says_how_many_images_would_decide()
    {
        var result = Only(Drop with { Margin = 0.2 }, Samples.Evidence(900), Samples.Evidence(900));
        Assert.That((result.Outcome, result.Needed), Is.EqualTo((RuleOutcome.Inconclusive, (long?)NonInferiority.FewestImages(0.002, 0.95))));
        Assert.That(result.Remedy, Does.Contain("1,351 images instead of 1,000"));
    }

    [Test]
    public void A_relative_margin_is_of_the_others_value_and_the_larger_of_two_counts()
    {
        Assert.That(Only(new() { Metric = "top1", Against = "released", MarginPercent = 2 }, Samples.Evidence(900), Samples.Evidence(900)).Limit, Is.EqualTo(-1.8).Within(1e-9));
        Assert.That(Only(Drop with { MarginPercent = 2 }, Samples.Evidence(900), Samples.Evidence(900)).Limit, Is.EqualTo(-1.8).Within(1e-9));
        Assert.That(Only(new() { Metric = "sizeBytes", Against = "released", MarginPercent = 10 }, Samples.Evidence().With(model => model with { SizeBytes = 1101 }), Samples.Evidence()).Outcome, Is.EqualTo(RuleOutcome.Fail));
        Assert.That(Only(new() { Metric = "sizeBytes", Against = "released", MarginPercent = 10, Margin = 101 }, Samples.Evidence().With(model => model with { SizeBytes = 1101 }), Samples.Evidence()).Outcome, Is.EqualTo(RuleOutcome.Pass));
    }

    [TestCase(0, 0, true), TestCase(1, 0, false), TestCase(2, 2, true), TestCase(3, 2, false), TestCase(null, 5, false)]
    public void Float_islands_pass_exactly_at_the_limit(int? islands, int limit, bool passed)
    {
        var evidence = Samples.TwoPrecisions();
        evidence = evidence with { Models = [evidence.FloatModel, evidence.Models[1] with { FloatIslands = islands }] };
        var result = Only(new() { Metric = "floatIslands", AtMost = limit }, evidence);
        Assert.That((result.Passed, result.Unit, result.Precision), Is.EqualTo((passed, "islands", "int8")));
        Assert.That(result.Remedy is null, Is.EqualTo(passed));
    }

    [TestCase(Profiles.Release, 1023, false), TestCase(Profiles.Release, 1024, true)]
    [TestCase(Profiles.Quick, 63, false), TestCase(Profiles.Quick, 64, true)]
    public void A_latency_needs_enough_runs(string profile, int runs, bool passed) =>
        Assert.That(Samples.Decide(Samples.Policy(new PolicyRule { Metric = "latencyP90Ms", AtMost = 10 }), Samples.Evidence(profile: profile, runs: runs))
            .Rules.Single(rule => rule.Metric == RuleResult.LatencyRuns).Passed, Is.EqualTo(passed));

    [Test]
    public void A_release_needs_enough_runs_even_without_a_latency_limit()
    {
        Assert.That(Samples.Decide(Samples.Lenient, Samples.Evidence(runs: 10)).Outcome, Is.EqualTo(VerdictOutcome.Fail));
        Assert.That(Samples.Decide(Samples.Lenient, Samples.Evidence(profile: Profiles.Quick, runs: 10)).Rules.Select(rule => rule.Metric), Is.EqualTo(new[] { "top1" }));
    }

    [Test]
    public void A_first_release_passes_over_what_there_is_none_to_compare_with_and_says_so()
    {
        PolicyRule[] rules = [Drop, new() { Metric = "top1", AtLeast = 0.5 }, new() { Metric = "recall", Against = "released", Class = "each", Margin = 2 }, new() { Metric = "top1", Against = "teacher", Margin = 8 }];
        var verdict = Samples.Decide(Samples.Policy(rules), Samples.Evidence());
        Assert.That((verdict.Outcome, verdict.FirstRelease), Is.EqualTo((VerdictOutcome.Pass, true)));
        Assert.That(verdict.Rules.Where(rule => rule.Against == "released").Select(rule => (rule.Metric, rule.Outcome)),
            Is.EqualTo(new[] { ("top1", RuleOutcome.PassedOver), ("recall", RuleOutcome.PassedOver) }));
        Assert.That(verdict.ToLines().Take(2), Is.EqualTo(new[]
        {
            "PASS shapes 1.0.0 (profile release, first release)",
            "  nothing has been released yet: decided by the absolute limits and the distances from teacher and float model",
        }));
    }

    [TestCase(true, false, RuleOutcome.Fail), TestCase(false, false, RuleOutcome.PassedOver), TestCase(false, true, RuleOutcome.Fail)]
    public void What_is_missing_fails_unless_it_may_be_and_the_baseline_lacked_it_too(bool mustHaveData, bool hadBaseline, RuleOutcome outcome)
    {
        var rule = new PolicyRule { Metric = "top1", Against = "teacher", Margin = 100, MustHaveData = mustHaveData };
        var result = Only(rule, Samples.Evidence() with { Teacher = null }, hadBaseline ? Samples.Evidence() : null);
        Assert.That((result.Outcome, result.Measured), Is.EqualTo((outcome, (double?)null)));
        Assert.That(result.Message, Does.Contain("the teacher was not measured"));
    }

    [Test]
    public void A_slice_that_the_baseline_had_must_not_vanish()
    {
        var rule = new PolicyRule { Metric = "top1", AtLeast = 0, Slice = "each", MustHaveData = false };
        var sliced = Samples.Evidence() with { Slices = new Dictionary<string, IReadOnlyList<int>> { ["night"] = [1, 2, 3] } };
        Assert.That(Only(rule, sliced).Outcome, Is.EqualTo(RuleOutcome.Pass));
        Assert.That(Only(rule, Samples.Evidence(), sliced).Outcome, Is.EqualTo(RuleOutcome.Fail));
        Assert.That(Only(rule, Samples.Evidence()).Outcome, Is.EqualTo(RuleOutcome.PassedOver));
    }

    [Test]
    public void Other_test_images_decide_nothing()
    {
        var verdict = Samples.Decide(Samples.Policy(Drop with { Margin = 50 }), Samples.Evidence(), Samples.Baseline(Samples.Evidence(count: 1001) with { TestSetSha256 = new string('b', 64) }));
        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Inconclusive));
        Assert.That(verdict.Rules[0].Message, Does.Contain("other images (1001 against 1000)"));
        Assert.That(verdict.ToLines().First(), Does.StartWith("INCONCLUSIVE"));
    }

    [Test]
    public void What_was_asked_again_on_the_new_images_decides()
    {
        var (candidate, baseline) = (Samples.Evidence(), Samples.Baseline(Samples.Evidence(count: 1001) with { TestSetSha256 = new string('b', 64) }));
        var beside = new BaselineEvidence
        {
            Version = "1.0.0", TestSetSha256 = candidate.TestSetSha256, AskedAgain = true,
            Models = [new() { Precision = "fp32", SizeBytes = 5, Answers = Samples.Evidence(right: 990).FloatModel.Answers }],
        };
        var gateCase = new GateCase { Policy = Samples.Policy(Drop), Candidate = candidate, Baseline = baseline, Beside = beside };
        Assert.That(ReleaseGate.Decide(gateCase).Outcome, Is.EqualTo(VerdictOutcome.Fail), "9 points are lost");
        Assert.That(() => ReleaseGate.Decide(gateCase with { Beside = beside with { Version = "0.9.0" } }), Throws.TypeOf<InvalidDataException>().With.Message.Contains("0.9.0"));
        Assert.That(() => ReleaseGate.Decide(gateCase with { Beside = beside with { TestSetSha256 = new string('c', 64) } }), Throws.TypeOf<InvalidDataException>().With.Message.Contains("other images"));
    }

    [Test]
    public void A_warning_is_shown_and_releases()
    {
        var verdict = Samples.Decide(Samples.Policy(new PolicyRule { Metric = "top1", AtLeast = 0.99, Level = "warning" }), Samples.Evidence());
        Assert.That((verdict.Outcome, verdict.Rules[0].Outcome), Is.EqualTo((VerdictOutcome.Warn, RuleOutcome.Warn)));
        Assert.That(verdict.ToLines(), Has.Some.StartsWith("  WARN  top1 (fp32): top-1 is 90.00 % on 1000 images"));
    }

    [TestCase("2026-05-31", VerdictOutcome.Warn), TestCase("2026-05-30", VerdictOutcome.Fail), TestCase("2027-01-01", VerdictOutcome.Warn)]
    public void A_waiver_counts_up_to_its_last_day(string until, VerdictOutcome outcome)
    {
        var verdict = ReleaseGate.Decide(new GateCase
        {
            Policy = Samples.Policy(new PolicyRule { Metric = "top1", AtLeast = 0.99 }),
            Candidate = Samples.Evidence(),
            Today = new(2026, 5, 31),
            Waivers = [new("top5 (fp32)", "another", "x", new(2030, 1, 1), ""), new("top1 (fp32)", "the camera was changed", "ada", DateOnly.Parse(until), "")],
        });
        Assert.That(verdict.Outcome, Is.EqualTo(outcome));
        Assert.That(verdict.Rules[0].Waiver, Is.EqualTo(outcome == VerdictOutcome.Warn ? $"ada until {until}: the camera was changed" : null));
    }

    [Test]
    public void An_earlier_release_is_not_shipped_again_by_mistake()
    {
        var gateCase = new GateCase
        {
            Policy = Samples.Lenient,
            Candidate = Samples.Evidence(),
            Baseline = Samples.Baseline(Samples.Evidence()),
            EarlierModels = new Dictionary<string, string> { ["d1"] = "0.8.0" },
            ModelDigests = new Dictionary<string, string> { ["fp32"] = "d1" },
        };
        var verdict = ReleaseGate.Decide(gateCase);
        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Fail));
        Assert.That(verdict.Causes.Single().Code, Is.EqualTo("weights-equal-release:0.8.0"));
        var other = ReleaseGate.Decide(gateCase with { ModelDigests = new Dictionary<string, string> { ["fp32"] = "d2" } });
        Assert.That((other.Outcome, other.Causes.Count), Is.EqualTo((VerdictOutcome.Pass, 0)));
    }

    [Test]
    public void A_rule_about_a_precision_that_is_not_made_fails()
    {
        var rule = new PolicyRule { Metric = "top1", AtLeast = 0, Precision = "int8" };
        Assert.That(Only(rule, Samples.Evidence()).Message, Is.EqualTo("there is no int8 model"));
        Assert.That(Only(rule with { MustHaveData = false }, Samples.Evidence()).Outcome, Is.EqualTo(RuleOutcome.PassedOver));
    }

    [Test]
    public void Every_broken_rule_says_its_numbers_and_what_to_do()
    {
        PolicyRule[] rules =
        [
            new() { Metric = "top1", AtLeast = 0.9 }, Drop, new() { Metric = "top1", Against = "teacher", Margin = 1 }, new() { Metric = "latencyP90Ms", AtMost = 1 },
            new() { Metric = "sizeBytes", AtMost = 10 }, new() { Metric = "harmfulFlips", Against = "released", AtMost = 0.05 },
        ];
        var verdict = Samples.Decide(Samples.Policy(rules), Samples.Evidence(right: 800, runs: 10), Samples.Baseline(Samples.Evidence(version: "0.9.0")));

        Assert.That((verdict.Outcome, verdict.BaselineVersion, verdict.Rules.Count), Is.EqualTo((VerdictOutcome.Fail, "0.9.0", 7)));
        Assert.That(verdict.Rules, Has.All.Matches<RuleResult>(rule => rule is { Passed: false, Remedy.Length: > 20 }));
        Assert.That(verdict.Rules[0].Message, Is.EqualTo("top-1 is 80.00 % on 1000 images (95 % interval 77.41 % to 82.36 %); at least 90.00 % is needed"));
        Assert.That(verdict.Rules[0].Remedy, Does.StartWith("10.00 points are lacking: "));
        Assert.That(verdict.Rules[1].Message, Does.StartWith("top-1 is 80.00 % against 90.00 % of the released 0.9.0: -10.00 points (one-sided 95 % bounds ")
            .And.Contain("right alone on 0 and 100 of 1000 images, McNemar mid-p ").And.EndWith("at most 1.00 points below is allowed"));
        Assert.That(verdict.Rules[5].Message, Does.StartWith("100 of 1000 images that the released 0.9.0 answers right are wrong now, 10.00 %; 0 others became right; at most 5.00 %"));
        Assert.That(verdict.ToLines().Count(), Is.GreaterThanOrEqualTo(15));
    }

    [Test]
    public void A_shortfall_is_never_called_zero() =>
        Assert.That(Only(new() { Metric = "top1", AtLeast = 0.900001 }, Samples.Evidence(900)).Remedy, Does.StartWith("0.0001 points are lacking"));

    [Test]
    public void A_policy_that_contradicts_itself_decides_nothing()
    {
        Assert.That(() => Samples.Decide(Samples.Policy(new PolicyRule { Metric = "top1", AtLeast = 1.1 }), Samples.Evidence()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("rules[0].atLeast is 1.1"));
        Assert.That(() => Samples.Decide(Samples.Policy(new PolicyRule { Metric = "recall", Class = "fox", AtLeast = 0.1 }), Samples.Evidence()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'fox'"));
    }

    [Test]
    public void The_verdict_names_the_policy() =>
        Assert.That(Samples.Decide(Samples.Lenient, Samples.Evidence()).PolicySha256, Is.EqualTo(Samples.Lenient.Sha256));

    // Each model is right on the first images, so that one is better than another on every image.
    [Test]
    public void A_better_model_never_comes_out_worse() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Worse, byte Better, byte Baseline, byte Limit)>(),
        x =>
        {
            var (low, high) = (Math.Min(x.Worse, x.Better), Math.Max(x.Worse, x.Better));
            var policy = Samples.Policy(
                new() { Metric = "top1", AtLeast = x.Limit / 256.0 }, Drop with { Margin = (x.Limit / 3.0) + 0.1 }, new() { Metric = "top1", Against = "teacher", Margin = (x.Limit / 2.6) + 0.1 });
            RuleOutcome[] Outcomes(int right) => [.. Samples.Decide(policy, Samples.Evidence(right, 256), Samples.Baseline(Samples.Evidence(x.Baseline, 256))).Rules.Select(rule => rule.Outcome)];
            static int Rank(RuleOutcome outcome) => outcome switch { RuleOutcome.Fail => 0, RuleOutcome.Inconclusive => 1, _ => 2 };
            return Outcomes(low).Zip(Outcomes(high)).All(pair => Rank(pair.First) <= Rank(pair.Second));
        }).QuickCheckThrowOnFailure();
}
