namespace EdgeKd.Release.Tests.Policies;

[TestFixture]
public class PolicyChecksTests
{
    private static PolicyFault[] Faults(PolicyRule rule, GatePolicy? policy = null) =>
        [.. PolicyChecks.FaultsOf((policy ?? Samples.Lenient) with { Rules = [rule] })];

    private static IEnumerable<TestCaseData> Wrong()
    {
        static TestCaseData Case(PolicyRule rule, string key, string problem) => new TestCaseData(rule, $"rules[0]{key}", problem).SetArgDisplayNames(problem);
        return
        [
            Case(new() { Metric = "top1" }, "", "there is no limit; add atLeast"),
            Case(new() { Metric = "top1", AtMost = 0.5 }, ".atMost", "more is better; use atLeast"),
            Case(new() { Metric = "latencyP90Ms", AtLeast = 5 }, ".atLeast", "less is better; use atMost"),
            Case(new() { Metric = "top1", AtLeast = 88 }, ".atLeast", "is 88, but top1 is a share from 0 to 1"),
            Case(new() { Metric = "top1", Margin = 1 }, ".margin", "add against: released or float or teacher, or use atLeast"),
            Case(new() { Metric = "latencyP90Ms", MarginPercent = 10 }, ".marginPercent", "add against: released, or use atMost"),
            Case(new() { Metric = "top1", Against = "released" }, ".against", "there is no margin"),
            Case(new() { Metric = "top1", Against = "released", AtLeast = 0.9, Margin = 1 }, ".atLeast", "an absolute limit and against compares"),
            Case(new() { Metric = "top1", Against = "released", Margin = 0 }, ".margin", "nothing can be proven to lose nothing"),
            Case(new() { Metric = "top1", Against = "released", Margin = -1 }, ".margin", "is -1 but must be from 0"),
            Case(new() { Metric = "top1", Against = "released", Margin = double.NaN }, ".margin", "but must be from 0"),
            Case(new() { Metric = "top1", Against = "released", Margin = 1, Confidence = 0.4 }, ".confidence", "is 0.4 but must be from 0.5 to 0.9999"),
            Case(new() { Metric = "top1", Against = "released", Margin = 1, Confidence = 1 }, ".confidence", "is 1 but must be from 0.5 to 0.9999"),
            Case(new() { Metric = "top1", Against = "yesterday", Margin = 1 }, ".against", "must be one of released, float, teacher"),
            Case(new() { Metric = "latencyP50Ms", Against = "teacher", Margin = 1 }, ".against", "cannot be compared with teacher, only with released"),
            Case(new() { Metric = "sizeBytes", Against = "teacher", Margin = 1 }, ".against", "only with released or float"),
            Case(new() { Metric = "top1", Against = "float", Precision = "fp32", Margin = 1 }, ".precision", "compares the float model with itself"),
            Case(new() { Metric = "top1", AtLeast = 0.5, Precision = "int4" }, ".precision", "must be one of fp32, fp16, int8, int8-weights"),
            Case(new() { Metric = "recall", AtLeast = 0.5 }, ".metric", "add class: each"),
            Case(new() { Metric = "top1", AtLeast = 0.5, Class = "cat" }, ".class", "is not of a class"),
            Case(new() { Metric = "recall", AtLeast = 0.5, Class = "each", Slice = "each" }, ".slice", "each class of each slice"),
            Case(new() { Metric = "sizeBytes", AtMost = 5, Slice = "night" }, ".slice", "is not of images"),
            Case(new() { Metric = "top5", AtLeast = 0.5, Target = "arm" }, ".target", "is measured on this machine alone"),
            Case(new() { Metric = "sizeBytes", AtMost = 5, Target = "arm" }, ".target", "is measured on this machine alone"),
            Case(new() { Metric = "agreement", AtLeast = 0.5, Target = "local" }, ".target", "is of other targets than local"),
            Case(new() { Metric = "top1", AtLeast = 0.5, Target = "arm", Slice = "night" }, ".slice", "a part of the images only"),
            Case(new() { Metric = "agreement", Against = "float", Margin = 1 }, ".margin", "use atLeast instead of margin"),
            Case(new() { Metric = "agreement", Target = "arm" }, "", "agreement has no limit; add atLeast, such as 0.99"),
            Case(new() { Metric = "agreement", Against = "released", AtLeast = 0.9 }, ".against", "cannot be compared with released, only with float"),
            Case(new() { Metric = "instructions", Against = "teacher", MarginPercent = 5 }, ".against", "only with released"),
            Case(new() { Metric = "instructions", AtLeast = 5 }, ".atLeast", "less is better; use atMost"),
            Case(new() { Metric = "harmfulFlips", AtMost = 0.5 }, ".metric", "add against"),
            Case(new() { Metric = "harmfulFlips", Against = "released", Margin = 1 }, ".margin", "use atMost instead of margin"),
            Case(new() { Metric = "harmfulFlips", Against = "released" }, "", "add atMost"),
            Case(new() { Metric = "meanCost", AtMost = 2 }, ".metric", "add costs"),
            Case(new() { Metric = "selectiveAccuracy", AtLeast = 0.9 }, ".metric", "add rejectBelow"),
            Case(new() { Metric = "top1", AtLeast = 0.5, Class = "a\nb" }, ".class", "control character"),
        ];
    }

    [TestCaseSource(nameof(Wrong))]
    public void A_rule_that_contradicts_itself_is_named(PolicyRule rule, string key, string problem)
    {
        var fault = Faults(rule).First(fault => fault.Problem.Contains(problem, StringComparison.Ordinal));
        Assert.That(fault.Key, Is.EqualTo(key));
        Assert.That(fault.Problem, Does.Not.Contain("\n"));
    }

    private static IEnumerable<PolicyRule> Right() =>
    [
        new() { Metric = "top1", AtLeast = 0 },
        new() { Metric = "top1", Against = "released", Margin = 0, Confidence = 0.5 },
        new() { Metric = "recall", Against = "released", Margin = 0, Class = "each" },
        new() { Metric = "sizeBytes", Against = "released", Margin = 0 },
        new() { Metric = "ece", Against = "released", MarginPercent = 10 },
        new() { Metric = "harmfulFlips", Against = "float", AtMost = 0.02, Slice = "each" },
        new() { Metric = "latencyP90Ms", Against = "released", Margin = 0.1, MarginPercent = 10, Target = "local" },
        new() { Metric = "agreement", AtLeast = 0.99 },
        new() { Metric = "agreement", Against = "float", Target = "arm", Precision = "fp32", AtLeast = 0.99 },
        new() { Metric = "top1", Against = "float", Target = "each", Margin = 1 },
        new() { Metric = "instructions", Against = "released", MarginPercent = 5 },
        new() { Metric = "latencyP50Ms", Target = "pi", AtMost = 20 },
        new() { Metric = "meanCost", AtMost = 3 },
        new() { Metric = "selectiveAccuracy", Against = "teacher", Margin = 2 },
    ];

    [TestCaseSource(nameof(Right))]
    public void A_sound_rule_has_no_fault(PolicyRule rule) =>
        Assert.That(Faults(rule, Samples.Lenient with { RejectBelow = 0.5, Costs = [new() { Label = "cat", Cost = 2 }] }), Is.Empty);

    [Test]
    public void Costs_are_checked_too()
    {
        var policy = Samples.Lenient with { Costs = [new() { Cost = -1 }, new() { Label = "a", Answer = "a", Cost = 1 }] };
        Assert.That(PolicyChecks.FaultsOf(policy).Select(fault => fault.Key), Is.EqualTo(new[] { "costs[0].cost", "costs[1].answer" }));
    }

    [Test]
    public void Classes_that_the_model_does_not_have_are_named()
    {
        var policy = Samples.Policy(new() { Metric = "recall", Class = "each", AtLeast = 0 }, new() { Metric = "recall", Class = "fox", AtLeast = 0 }) with { Costs = [new() { Answer = "wolf", Cost = 1 }] };
        Assert.That(PolicyChecks.UnknownClasses(policy, ["cat", "dog"]).Select(fault => fault.Key), Is.EqualTo(new[] { "rules[1].class", "costs[0].answer" }));
        Assert.That(PolicyChecks.UnknownClasses(policy, ["fox", "wolf"]), Is.Empty);
    }

    [Test]
    public void Every_metric_has_traits()
    {
        foreach (var field in typeof(GateMetrics).GetFields())
            Assert.That(MetricTraits.IsKnown((string)field.GetRawConstantValue()!), field.Name);
    }
}
