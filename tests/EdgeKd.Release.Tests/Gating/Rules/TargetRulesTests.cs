namespace EdgeKd.Release.Tests.Gating.Rules;

/// <summary>Rules about targets, of a model that answers the first 900 of 1000 images right here.</summary>
[TestFixture]
public class TargetRulesTests
{
    // The first 100 images are answered, all right here; the target errs on the last `wrong` of them.
    private static TargetModelEvidence Answers(int wrong = 0, string precision = Precisions.Float32) => new()
    {
        Precision = precision,
        Count = 100,
        Top1 = (100 - wrong) / 100.0,
        Predictions = [.. Enumerable.Range(0, 100).Select(i => i < 100 - wrong ? 0 : 1)],
        AgreementWithLocal = (100 - wrong) / 100.0,
        FirstDifferentImage = wrong == 0 ? null : 100 - wrong,
    };

    private static TargetEvidence Target(string name = "arm", bool isEmulated = true, string? failure = null, params TargetModelEvidence[] models) => new()
    {
        Name = name, Kind = isEmulated ? "qemu-arm64" : "ssh", IsEmulated = isEmulated, Arch = "aarch64", Models = models, Failure = failure,
    };

    private static RuleResult[] Decide(PolicyRule rule, IReadOnlyList<TargetEvidence> targets, ReleasedBaseline? baseline = null) =>
        [.. Samples.Decide(Samples.Policy(rule), Samples.Evidence() with { Targets = targets }, baseline).Rules.Where(result => result.Metric == rule.Metric)];

    private static RuleResult Only(PolicyRule rule, params TargetEvidence[] targets) => Decide(rule, targets).Single();

    [TestCase(0, 0.99, RuleOutcome.Pass), TestCase(1, 0.99, RuleOutcome.Pass), TestCase(2, 0.99, RuleOutcome.Fail)]
    public void Agreement_is_that_with_this_machine(int wrong, double atLeast, RuleOutcome expected)
    {
        var result = Only(new() { Metric = GateMetrics.Agreement, AtLeast = atLeast, Target = "arm" }, Target(models: Answers(wrong)));
        Assert.That((result.Outcome, result.Target, result.Precision), Is.EqualTo((expected, "arm", "fp32")));
        Assert.That(result.Measured, Is.EqualTo((100 - wrong) / 100.0));
        Assert.That(result.Message, Does.StartWith($"fp32 on arm answers {100 - wrong} of 100 images as fp32 on this machine"));
        Assert.That(result.Title, Is.EqualTo("agreement (fp32, arm)"));
        if (wrong > 0)
            Assert.That(result.Message, Does.Contain($"the first that differs is image {100 - wrong}"));
    }

    [Test]
    public void Agreement_with_float_is_that_of_an_integer_model_on_the_target()
    {
        var evidence = Samples.TwoPrecisions(lost: 0, won: 0) with { Targets = [Target(models: [Answers(), Answers(3, Precisions.Int8)])] };
        var verdict = Samples.Decide(Samples.Policy(new PolicyRule { Metric = GateMetrics.Agreement, Against = "float", AtLeast = 0.98, Target = "each" }), evidence);
        var result = verdict.Rules.Single(rule => rule.Metric == GateMetrics.Agreement);
        Assert.That((result.Outcome, result.Measured, result.Precision), Is.EqualTo((RuleOutcome.Fail, 0.97, "int8")));
        Assert.That(result.Title, Is.EqualTo("agreement against float (int8, arm)"));
    }

    [TestCase(5, 2, 0.993), TestCase(0, 0, 1.0)]
    public void Without_a_target_agreement_with_float_is_that_on_this_machine(int lost, int won, double expected)
    {
        var verdict = Samples.Decide(Samples.Policy(new PolicyRule { Metric = GateMetrics.Agreement, Against = "float", AtLeast = 0.99 }), Samples.TwoPrecisions(lost, won));
        var result = verdict.Rules.Single(rule => rule.Metric == GateMetrics.Agreement);
        Assert.That((result.Outcome, result.Precision), Is.EqualTo((RuleOutcome.Pass, "int8")));
        Assert.That(result.Measured, Is.EqualTo(expected).Within(1e-12));
    }

    [TestCase(10, RuleOutcome.Pass), TestCase(11, RuleOutcome.Fail)]
    public void Top1_of_a_target_has_a_limit_of_its_own(int wrong, RuleOutcome expected)
    {
        var result = Only(new() { Metric = GateMetrics.Top1, AtLeast = 0.9, Target = "arm" }, Target(models: Answers(wrong)));
        Assert.That((result.Outcome, result.Target, result.Measured), Is.EqualTo((expected, "arm", (100 - wrong) / 100.0)));
        Assert.That(result.Lower, Is.LessThan(result.Measured!.Value));
        Assert.That(result.Message, Does.StartWith("top-1 on arm is").And.Contain("on 100 images"));
    }

    [TestCase(0, RuleOutcome.Pass), TestCase(4, RuleOutcome.Inconclusive), TestCase(30, RuleOutcome.Fail)]
    public void Top1_of_a_target_is_compared_on_its_images(int wrong, RuleOutcome expected)
    {
        var baseline = Samples.Baseline(Samples.Evidence());
        var result = Decide(new() { Metric = GateMetrics.Top1, Against = "released", Margin = 5, Target = "arm" }, [Target(models: Answers(wrong))], baseline).Single();
        Assert.That((result.Outcome, result.Measured), Is.EqualTo((expected, (double)-wrong)));
        Assert.That(result.Message, Does.Contain("top-1 on arm").And.Contain("the released 1.0.0"));
    }

    [Test]
    public void Time_of_an_emulated_target_decides_nothing()
    {
        var latency = Samples.Evidence().FloatModel.Latency;
        PolicyRule rule = new() { Metric = GateMetrics.LatencyP90Ms, AtMost = 2, Target = "arm" };
        var emulated = Only(rule, Target(models: Answers() with { Latency = latency }));
        Assert.That((emulated.Outcome, emulated.Measured), Is.EqualTo((RuleOutcome.Fail, (double?)null)));
        Assert.That(emulated.Message, Does.Contain("emulated").And.Contain("nothing about the device"));
        Assert.That(Only(rule with { MustHaveData = false }, Target(models: Answers() with { Latency = latency })).Outcome, Is.EqualTo(RuleOutcome.PassedOver));

        var real = Only(rule, Target(isEmulated: false, models: Answers() with { Latency = latency }));
        Assert.That((real.Outcome, real.Measured, real.Target), Is.EqualTo((RuleOutcome.Pass, latency.P90Ms, "arm")));
    }

    [TestCase(1.5, RuleOutcome.Inconclusive), TestCase(0.5, RuleOutcome.Inconclusive)]
    public void What_is_not_to_be_trusted_is_not_decided_here_nor_elsewhere(double atMost, RuleOutcome expected)
    {
        var doubted = Samples.Evidence().With(model => model with { Latency = model.Latency with { Doubt = "the machine throttled" } });
        PolicyRule rule = new() { Metric = GateMetrics.LatencyP90Ms, AtMost = atMost };
        var local = Samples.Decide(Samples.Policy(rule), doubted).Rules.Single(result => result.Metric == rule.Metric);
        var there = Only(rule with { Target = "pi" }, Target("pi", isEmulated: false, models: Answers() with { Latency = doubted.FloatModel.Latency }));
        foreach (var result in new[] { local, there })
        {
            Assert.That(result.Outcome, Is.EqualTo(expected));
            Assert.That(result.Message, Does.EndWith("not to be trusted: the machine throttled"));
            Assert.That(result.Remedy, Does.StartWith("measure again"));
        }

        var otherwise = Only(new() { Metric = GateMetrics.Agreement, AtLeast = 0.9 }, Target(models: Answers() with { Doubt = "image 3 is answered otherwise while it is timed" }));
        Assert.That(otherwise.Outcome, Is.EqualTo(RuleOutcome.Inconclusive));
    }

    [TestCase(104e6, RuleOutcome.Pass), TestCase(106e6, RuleOutcome.Fail)]
    public void Instructions_are_compared_with_those_of_the_release(double now, RuleOutcome expected)
    {
        var baseline = Samples.Baseline(Samples.Evidence() with { Targets = [Target(models: Answers() with { Instructions = 100e6 })] });
        var result = Decide(new() { Metric = GateMetrics.Instructions, Against = "released", MarginPercent = 5 }, [Target(models: Answers() with { Instructions = now })], baseline).Single();
        Assert.That((result.Outcome, result.Level, result.Unit), Is.EqualTo((expected, "error", "instructions")));
        Assert.That((result.Measured, result.Limit), Is.EqualTo((now - 100e6, 5e6)));
        Assert.That(result.Message, Does.StartWith(FormattableString.Invariant($"arm executes {now:N0} instructions for one image, +{(now / 1e6) - 100:F1} % from the released 1.0.0")));
    }

    [Test]
    public void Instructions_that_were_not_counted_before_are_passed_over_and_an_absolute_limit_is_not()
    {
        var counted = Target(models: Answers() with { Instructions = 2e6 });
        var against = Decide(new() { Metric = GateMetrics.Instructions, Against = "released", MarginPercent = 5 }, [counted], Samples.Baseline(Samples.Evidence())).Single();
        Assert.That(against.Outcome, Is.EqualTo(RuleOutcome.PassedOver));
        Assert.That(Only(new() { Metric = GateMetrics.Instructions, AtMost = 1e6 }, counted).Outcome, Is.EqualTo(RuleOutcome.Fail));
        Assert.That(Only(new() { Metric = GateMetrics.Instructions, AtMost = 1e6 }, Target(models: Answers())).Message, Does.Contain("not counted on arm"));
    }

    [TestCase(true, RuleOutcome.Inconclusive), TestCase(false, RuleOutcome.PassedOver)]
    public void A_target_that_failed_leaves_the_rule_undecided(bool mustHaveData, RuleOutcome expected)
    {
        var result = Only(new() { Metric = GateMetrics.Top1, AtLeast = 0.5, Target = "pi", MustHaveData = mustHaveData }, Target("pi", false, "no answer in 60 s"));
        Assert.That(result.Outcome, Is.EqualTo(expected));
        Assert.That(result.Message, Does.StartWith("pi did not answer: no answer in 60 s"));
    }

    [Test]
    public void A_target_that_nobody_asked_fails_a_rule_that_must_have_data()
    {
        var result = Only(new() { Metric = GateMetrics.Top1, AtLeast = 0.5, Target = "pi" }, Target());
        Assert.That((result.Outcome, result.Measured), Is.EqualTo((RuleOutcome.Fail, (double?)null)));
        Assert.That(result.Message, Does.Contain("the target pi was not asked"));
        Assert.That(Only(new() { Metric = GateMetrics.Agreement, AtLeast = 0.5, MustHaveData = false }).Outcome, Is.EqualTo(RuleOutcome.PassedOver));
    }

    [Test]
    public void One_rule_is_decided_for_each_target()
    {
        var results = Decide(new() { Metric = GateMetrics.Agreement, AtLeast = 0.99, Target = "each" }, [Target(models: Answers()), Target("web", models: Answers(5)), Target("pi", false, "lost")]);
        Assert.That(results.Select(result => (result.Target, result.Outcome)), Is.EqualTo(new[]
        {
            ("arm", RuleOutcome.Pass), ("web", RuleOutcome.Fail), ("pi", RuleOutcome.Inconclusive),
        }));
    }
}
