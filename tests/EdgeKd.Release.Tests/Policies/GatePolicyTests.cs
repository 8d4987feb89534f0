using System.Text;

namespace EdgeKd.Release.Tests.Policies;

[TestFixture]
public class GatePolicyTests
{
    private static readonly GatePolicy Whole = new()
    {
        Require = "any",
        RejectBelow = 0.7,
        Costs = [new() { Label = "stop", Answer = "go", Cost = 100 }],
        Rules =
        [
            new() { Metric = "top1", AtLeast = 0.9 },
            new() { Metric = "top1", Against = "released", Margin = 0.5, MarginPercent = 1, Confidence = 0.99, Level = "warning" },
            new() { Metric = "recall", Against = "released", Margin = 3, Class = "each", MustHaveData = false },
            new() { Metric = "latencyP90Ms", Against = "released", MarginPercent = 10, Target = "local", Precision = "int8" },
        ],
    };

    [Test]
    public void What_is_written_is_read()
    {
        var read = GatePolicy.Parse(Whole.ToBytes(), "policy.json");
        Assert.That(read.Rules, Is.EqualTo(Whole.Rules));
        Assert.That(read.Costs, Is.EqualTo(Whole.Costs));
        Assert.That(read.ToBytes(), Is.EqualTo(Whole.ToBytes()));
        Assert.That(read.Sha256, Is.EqualTo(Whole.Sha256));
    }

    [Test]
    public void The_digest_is_of_every_value()
    {
        Assert.That(Whole.Sha256, Does.Match("^[0-9a-f]{64}$"));
        Assert.That((Whole with { RejectBelow = 0.71 }).Sha256, Is.Not.EqualTo(Whole.Sha256));
        Assert.That((Whole with { Rules = [.. Whole.Rules.Select(rule => rule with { Confidence = 0.9 })] }).Sha256, Is.Not.EqualTo(Whole.Sha256));
    }

    [TestCase("""{ "policy": 1 }""", "missing")]
    [TestCase("""{ "rules": null }""", "rules")]
    [TestCase("""{ "rules": [] }""", "rules has 0 entries")]
    [TestCase("""{ "rules": [null] }""", "rules[0] is null")]
    [TestCase("""{ "policy": 2, "rules": [{ "metric": "top1", "atLeast": 0.5 }] }""", "policy is 2")]
    [TestCase("""{ "rules": [{ "metric": "top2", "atLeast": 0.5 }] }""", "rules[0].metric is 'top2'")]
    [TestCase("""{ "rules": [{ "metric": "top1", "atLeast": 1e999 }] }""", "policy.json")]
    [TestCase("""{ "rules": [{ "metric": "top1", "atLeast": 0.5, "level": "fatal" }] }""", "rules[0].level is 'fatal' but must be one of error, warning")]
    public void A_hostile_file_is_one_line(string json, string problem) =>
        Assert.That(() => GatePolicy.Parse(Encoding.UTF8.GetBytes(json), "policy.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(problem).And.Message.StartWith("policy.json: ").And.Message.Not.Contain("\n"));
}
