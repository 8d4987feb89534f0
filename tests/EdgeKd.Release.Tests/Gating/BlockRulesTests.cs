namespace EdgeKd.Release.Tests.Gating;

[TestFixture]
public class BlockRulesTests
{
    private static PolicyRule Rule(string metric, double? margin = null, double? percent = null, bool mustHaveData = true) =>
        new() { Metric = metric, Against = "released", Margin = margin, MarginPercent = percent, MustHaveData = mustHaveData };

    /// <summary>Blocks of a baseline of 1 ms (p90 2 ms, 1 MB) in which the candidate takes so many times as much.</summary>
    private static PairedBlocksEvidence Blocks(double times, int pairs = 12, double noise = 0, double? memory = 1) => new()
    {
        Target = "local",
        Candidate = [.. Enumerable.Range(0, pairs).Select(i => Block(times * (i % 2 == 0 ? 1 + noise : 1 / (1 + noise)), memory * times))],
        Baseline = [.. Enumerable.Range(0, pairs).Select(_ => Block(1, memory))],
    };

    private static BlockEvidence Block(double times, double? memory) => new(32, times, 2 * times, memory is { } share ? (long)(1e6 * share) : null);

    [TestCase(GateMetrics.LatencyP50Ms, "ms", 0.05, 0.1)]
    [TestCase(GateMetrics.LatencyP90Ms, "ms", 0.1, 0.2)]
    [TestCase(GateMetrics.PeakMemoryBytes, "bytes", 50_000, 100_000)]
    public void Passes_what_is_proven_to_be_within_the_margin(string metric, string unit, double measured, double limit)
    {
        var result = BlockRules.Against(Rule(metric, percent: 10), "int8", Blocks(1.05));
        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(RuleOutcome.Pass));
            Assert.That(result.Measured, Is.EqualTo(measured).Within(1e-6 * limit));
            Assert.That(result.Limit, Is.EqualTo(limit).Within(1e-6 * limit));
            Assert.That((result.Unit, result.MoreIsBetter, result.Against, result.Precision, result.Target), Is.EqualTo((unit, false, "released", "int8", "local")));
            Assert.That(result.Remedy, Is.Null);
            Assert.That(result.Title, Is.EqualTo($"{metric} against released (int8, local)"));
        });
    }

    [Test]
    public void Refuses_what_is_proven_to_exceed_it_and_says_by_how_much()
    {
        var result = BlockRules.Against(Rule(GateMetrics.LatencyP50Ms, percent: 10), "fp32", Blocks(1.15, noise: 0.01));
        Assert.That(result.Outcome, Is.EqualTo(RuleOutcome.Fail));
        Assert.That(result.Lower, Is.GreaterThan(0.1).And.LessThanOrEqualTo(result.Measured!.Value));
        Assert.That(result.Upper, Is.GreaterThanOrEqualTo(result.Measured!.Value));
        Assert.That(result.Message, Is.EqualTo(
            "the median latency is +0.150 ms from the released model's 1.000 ms (+15.0 %; 12 pairs of blocks, at 95 % one-sided confidence between +0.139 ms and +0.161 ms); at most +0.100 ms (+10.0 %) is allowed (p = 0.00024)"));
        Assert.That(result.Remedy, Does.Contain("edgekd audit"));
    }

    [TestCase(0.1, 10.0, RuleOutcome.Fail), TestCase(0.2, 10.0, RuleOutcome.Pass), TestCase(0.1, 20.0, RuleOutcome.Pass), TestCase(0.1, null, RuleOutcome.Fail)]
    public void Both_margins_have_to_be_exceeded(double margin, double? percent, RuleOutcome expected) =>
        Assert.That(BlockRules.Against(Rule(GateMetrics.LatencyP50Ms, margin, percent), "fp32", Blocks(1.15)).Outcome, Is.EqualTo(expected));

    [Test]
    public void Says_how_many_pairs_would_decide()
    {
        var result = BlockRules.Against(Rule(GateMetrics.LatencyP50Ms, percent: 10), "fp32", Blocks(1.08, pairs: 8, noise: 0.1));
        Assert.That(result.Outcome, Is.EqualTo(RuleOutcome.Inconclusive));
        Assert.That(result.Needed, Is.GreaterThan(8));
        Assert.That(result.Remedy, Does.Contain($"about {result.Needed} pairs"));
    }

    [Test]
    public void Too_few_blocks_decide_nothing()
    {
        var result = BlockRules.Against(Rule(GateMetrics.LatencyP50Ms, percent: 10), "fp32", Blocks(3, pairs: 4));
        Assert.That((result.Outcome, result.Lower, result.Upper, result.Needed), Is.EqualTo((RuleOutcome.Inconclusive, (double?)null, (double?)null, 5L)));
        Assert.That(result.Message, Does.Contain("too few for 95 %"));
    }

    [TestCase(true, RuleOutcome.Fail), TestCase(false, RuleOutcome.Pass)]
    public void What_was_not_measured_fails_where_it_must_not_be_missing(bool mustHaveData, RuleOutcome expected)
    {
        var result = BlockRules.Against(Rule(GateMetrics.PeakMemoryBytes, percent: 10, mustHaveData: mustHaveData), "fp32", Blocks(1, memory: null));
        Assert.That((result.Outcome, result.Measured), Is.EqualTo((expected, (double?)null)));
        Assert.That(result.Message, Does.Contain("was not measured"));
    }

    [Test]
    public void On_a_machine_that_is_not_to_be_trusted_nothing_passes_but_what_is_proven_is_refused()
    {
        RuleResult Of(double times) => BlockRules.Against(Rule(GateMetrics.LatencyP90Ms, percent: 10), "fp32", Blocks(times, noise: 0.01) with { Doubt = "the machine was busy" });
        var (kept, broken) = (Of(1), Of(1.5));
        Assert.That((kept.Outcome, kept.Needed), Is.EqualTo((RuleOutcome.Inconclusive, (long?)null)));
        Assert.That(kept.Message, Does.EndWith("; the machine was busy"));
        Assert.That(kept.Remedy, Does.StartWith("measure again while nothing else runs"));
        Assert.That(broken.Outcome, Is.EqualTo(RuleOutcome.Fail));
        Assert.That(broken.Message, Does.EndWith("; the machine was busy"));
    }

    [Test]
    public void Refuses_rules_that_blocks_cannot_decide()
    {
        Assert.That(() => BlockRules.Against(Rule(GateMetrics.LatencyP50Ms), "fp32", Blocks(1)), Throws.ArgumentException.With.Message.Contains("marginPercent"));
        Assert.That(() => BlockRules.Against(Rule(GateMetrics.Top1, 1), "fp32", Blocks(1)), Throws.ArgumentException.With.Message.Contains("'top1'"));
    }
}
