using EdgeKd.Pipeline.Planning;
using EdgeKd.Pipeline.Preflighting;

namespace EdgeKd.Pipeline.Tests.Planning;

[TestFixture]
public class PlanBudgetTests
{
    private static readonly UntrainedModel Model = new() { Precision = "fp32", SizeBytes = 2000, P50Ms = 4, P90Ms = 5 };

    [TestCase(5, null, null, null)]
    [TestCase(4.9, null, null, "p90 5.000 ms is more than 4.9 ms")]
    [TestCase(null, 3.5, null, "p50 4.000 ms is more than 3.5 ms")]
    [TestCase(null, null, 2000, null)]
    [TestCase(9, 9, 1999, "2,000 bytes are more than 1,999")]
    [TestCase(null, null, null, null)]
    public void Says_what_is_too_much(double? p90, double? p50, int? size, string? fault) =>
        Assert.That(new PlanBudget(p90, p50, size).FaultOf(Model), Is.EqualTo(fault));
}
