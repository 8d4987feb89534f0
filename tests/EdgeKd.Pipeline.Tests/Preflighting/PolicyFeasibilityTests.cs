using EdgeKd.Pipeline.Preflighting;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Preflighting;

[TestFixture]
public class PolicyFeasibilityTests
{
    private static UntrainedModel Model(string precision = Precisions.Float32, double p90 = 5, string? doubt = null) => new()
    {
        Precision = precision, SizeBytes = 1_000_000, P50Ms = p90 - 1, P90Ms = p90, P90LowerMs = p90 - 0.5, P90UpperMs = p90 + 0.5,
        FloatIslands = precision == Precisions.Int8 ? 2 : null, Doubt = doubt,
    };

    private static UntrainedStudent Student(params UntrainedModel[] models) => new() { Parameters = 1, Macs = 1, Threads = 1, Cpu = "test", Models = models };

    private static IReadOnlyList<string> Faults(PolicyRule rule, params UntrainedModel[] models) =>
        new PolicyFeasibility(new GatePolicy { Rules = [rule] }).FaultsOf(Student(models));

    [TestCase("latencyP90Ms", 4.4, true, "a p90 of 5.000 ms (at 99 % confidence at least 4.500 ms, half of the runs took 4.000 ms), and the policy allows 4.4 ms")]
    [TestCase("latencyP90Ms", 4.6, false, "")]
    [TestCase("latencyP50Ms", 3.9, true, "a median latency of 4.000 ms, and the policy allows 3.9 ms")]
    [TestCase("latencyP50Ms", 4, false, "")]
    [TestCase("sizeBytes", 999_999, true, "1,000,000 bytes, and the policy allows 999,999")]
    [TestCase("sizeBytes", 1_000_000, false, "")]
    [TestCase("floatIslands", 0, false, "")]
    public void A_limit_that_cannot_be_kept_is_named(string metric, double atMost, bool isBroken, string fault)
    {
        var faults = Faults(new() { Metric = metric, AtMost = atMost }, Model());
        Assert.That(faults, isBroken ? Has.Count.EqualTo(1).And.One.Contains(fault).And.One.Contains("preflight: false") : Is.Empty);
    }

    [Test]
    public void Islands_are_those_of_the_integer_model()
    {
        PolicyRule rule = new() { Metric = GateMetrics.FloatIslands, AtMost = 1 };
        Assert.That(Faults(rule, Model(), Model(Precisions.Int8)), Has.Count.EqualTo(1).And.One.Contains("2 groups of nodes"));
    }

    [Test]
    public void What_is_shown_only_or_measured_elsewhere_or_compared_is_no_limit_here()
    {
        PolicyRule rule = new() { Metric = GateMetrics.LatencyP90Ms, AtMost = 1 };
        Assert.That(Faults(rule, Model()), Is.Not.Empty);
        foreach (var other in new[] { rule with { Level = "warning" }, rule with { Target = "pi" }, rule with { Precision = Precisions.Int8 }, rule with { AtMost = null, Against = "released", Margin = 0 } })
            Assert.That(Faults(other, Model()), Is.Empty, other.ToString());
    }

    [Test]
    public void Times_that_are_not_to_be_trusted_refuse_nothing() =>
        Assert.That(Faults(new() { Metric = GateMetrics.LatencyP90Ms, AtMost = 1 }, Model(doubt: "the machine was busy")), Is.Empty);

    // Half as long again as the median is the machine's doing, unless the median is too long itself.
    [TestCase(3.0, 4.4, false), TestCase(3.4, 4.4, true), TestCase(3.0, 2.9, true)]
    public void A_long_tail_alone_refuses_nothing(double p50, double atMost, bool isBroken) => Assert.That(
        Faults(new() { Metric = GateMetrics.LatencyP90Ms, AtMost = atMost }, Model() with { P50Ms = p50 }), isBroken ? Is.Not.Empty : Is.Empty);

    [TestCase("any", 0), TestCase("all", 1)]
    public void One_precision_that_fits_is_enough_where_the_policy_says_so(string require, int faults)
    {
        var policy = new GatePolicy { Require = require, Rules = [new() { Metric = GateMetrics.LatencyP90Ms, AtMost = 3 }] };
        Assert.That(new PolicyFeasibility(policy).FaultsOf(Student(Model(), Model(Precisions.Int8, p90: 2))), Has.Count.EqualTo(faults));
        Assert.That(new PolicyFeasibility(policy).FaultsOf(Student(Model(), Model(Precisions.Int8, p90: 4))), Has.Count.EqualTo(2));
    }

    [TestCase("pi", false, 1), TestCase("each", false, 1), TestCase("pi", true, 0), TestCase("web", false, 0), TestCase(null, false, 0)]
    public void A_device_decides_the_limits_that_name_it(string? named, bool isEmulated, int faults)
    {
        var policy = new GatePolicy { Rules = [new() { Metric = GateMetrics.LatencyP90Ms, AtMost = 3, Target = named }] };
        UntrainedTarget target = new() { Name = "pi", IsEmulated = isEmulated, Models = [Model()] };
        Assert.That(new PolicyFeasibility(policy).FaultsOn([target]),
            faults == 0 ? Is.Empty : Has.Count.EqualTo(1).And.One.Contains("a p90 of 5.000 ms on pi (at 99 % confidence at least 4.500 ms"));
        Assert.That(new PolicyFeasibility(policy).FaultsOn([target with { Models = [], Failure = "no answer" }]), Is.Empty, "what did not answer is known by the gate");
    }

    // z² (1 − m) / m with z of 95 %, 1.6449: 538.4 for half a point.
    [TestCase(538, true), TestCase(539, false)]
    public void A_test_set_that_cannot_prove_the_margin_is_named_with_the_images_it_takes(int images, bool isTooSmall)
    {
        var feasibility = new PolicyFeasibility(new GatePolicy { Rules = [new() { Metric = GateMetrics.Top1, Against = "released", Margin = 0.5 }] });
        var faults = feasibility.FaultsOfTestSet(images, [Precisions.Float32], [Precisions.Float32]);
        // (1.6449 + 1.2816)² · 0.03 / 0.005² of usual models.
        Assert.That(faults, isTooSmall ? Has.Count.EqualTo(1).And.One.Contains("539 are the fewest, and about 10,277") : Is.Empty);
        Assert.That(feasibility.FaultsOfTestSet(images, [Precisions.Float32], []), Is.Empty, "nothing is released to compare with");
        Assert.That(feasibility.FaultsOfTestSet(images, [Precisions.Float32], [Precisions.Int8]), Is.Empty);
    }

    [TestCase(0.95, 100, 0), TestCase(0.5, 10, 0), TestCase(0.95, 10, 1)]
    public void Only_a_proof_takes_images(double confidence, double margin, int expected)
    {
        PolicyRule rule = new() { Metric = GateMetrics.Top1, Against = "float", Margin = margin, Confidence = confidence };
        var feasibility = new PolicyFeasibility(new GatePolicy { Rules = [rule] });
        Assert.That(feasibility.FaultsOfTestSet(20, [Precisions.Float32, Precisions.Int8], []), Has.Count.EqualTo(expected));
        Assert.That(feasibility.FaultsOfTestSet(20, [Precisions.Float32], []), Is.Empty, "there is no smaller form");
        var any = new PolicyFeasibility(new GatePolicy { Require = "any", Rules = [rule] });
        Assert.That(any.FaultsOfTestSet(20, [Precisions.Float32, Precisions.Int8], []), Is.Empty, "the float model can ship alone");
    }
}
