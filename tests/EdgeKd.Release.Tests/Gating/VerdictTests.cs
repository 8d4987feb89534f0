using System.Text;

namespace EdgeKd.Release.Tests.Gating;

[TestFixture]
public class VerdictTests
{
    private static readonly PolicyRule Accurate = new() { Metric = "top1", AtLeast = 0.5 };

    [TestCase(0.5), TestCase(0.99)]
    public void WhatIsSavedIsLoaded(double minTop1)
    {
        using var folder = new TemporaryFolder();
        PolicyRule[] rules = [Accurate with { AtLeast = minTop1 }, new() { Metric = "top1", Against = "teacher", Margin = 1 }, new() { Metric = "recall", AtLeast = 0, Class = "each" }];
        var verdict = Samples.Decide(Samples.Policy(rules), Samples.Evidence() with { Teacher = null });
        verdict.Save(folder["verdict.json"]);

        var loaded = Verdict.Load(folder["verdict.json"]);

        Assert.That(loaded.Rules, Is.EqualTo(verdict.Rules));
        Assert.That(loaded with { Rules = verdict.Rules, NewPrecisions = verdict.NewPrecisions, LeftOut = verdict.LeftOut, Causes = verdict.Causes }, Is.EqualTo(verdict));
    }

    private static IEnumerable<TestCaseData> Outcomes()
    {
        var (pass, warn, fail, open, over) = (RuleOutcome.Pass, RuleOutcome.Warn, RuleOutcome.Fail, RuleOutcome.Inconclusive, RuleOutcome.PassedOver);
        yield return new(Array.Empty<RuleOutcome>(), VerdictOutcome.Pass);
        yield return new(new[] { pass, over }, VerdictOutcome.Pass);
        yield return new(new[] { pass, warn }, VerdictOutcome.Warn);
        yield return new(new[] { warn, open, pass }, VerdictOutcome.Inconclusive);
        yield return new(new[] { open, fail, warn }, VerdictOutcome.Fail);
    }

    [TestCaseSource(nameof(Outcomes))]
    public void TheOutcomeIsTheWorstOfTheRules(RuleOutcome[] rules, VerdictOutcome outcome)
    {
        var one = Samples.Decide(Samples.Policy(Accurate), Samples.Evidence()).Rules[0];
        var verdict = Samples.Decide(Samples.Policy(Accurate), Samples.Evidence()) with { Rules = [.. rules.Select(rule => one with { Outcome = rule })], Outcome = outcome };

        Assert.That(Verdict.Parse(JsonFile.ToBytes(verdict), "verdict.json").Outcome, Is.EqualTo(outcome));
        foreach (var other in Enum.GetValues<VerdictOutcome>().Where(other => other != outcome))
            Assert.That(() => Verdict.Parse(JsonFile.ToBytes(verdict with { Outcome = other }), "verdict.json"), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"which is {outcome}"));
    }

    [Test]
    public void ClassesThatKeepARuleShareALine()
    {
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        var verdict = Samples.Decide(Samples.Policy(new PolicyRule { Metric = "recall", AtLeast = 0.5, Class = "each" }),
            Samples.Classifier(labels, 4, [.. labels.Select(label => label == 2 ? 0 : label)]));
        Assert.That(verdict.Rules.Count(rule => rule.Metric == "recall"), Is.EqualTo(4));
        Assert.That(verdict.ToLines().Where(line => line.Contains("recall (", StringComparison.Ordinal)).ToArray(), Has.Length.EqualTo(3)
            .And.Some.EqualTo("  ok    recall (fp32): kept by 2 of 4 classes")
            .And.Some.StartsWith("  FAIL  recall (fp32, class class2): recall of class2 is 0.00 % on 100 images")
            .And.Some.StartsWith("  -     recall (fp32, class class3): recall of class3 is undefined: the class has no image"));
    }

    [TestCase("\"outcome\": \"maybe\""), TestCase("\"outcome\": 7")]
    public void AnUnknownOutcomeIsRefused(string outcome)
    {
        var json = Encoding.UTF8.GetString(JsonFile.ToBytes(Samples.Decide(Samples.Lenient, Samples.Evidence())));
        Assert.That(() => Verdict.Parse(Encoding.UTF8.GetBytes(json.Replace("\"outcome\": \"pass\"", outcome)), "verdict.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("outcome"));
    }
}
