using System.Text;

namespace EdgeKd.Release.Tests.Gating;

[TestFixture]
public class VerdictTests
{
    [TestCase(0.5), TestCase(0.99)]
    public void WhatIsSavedIsLoaded(double minTop1)
    {
        using var folder = new TemporaryFolder();
        var verdict = ReleaseGate.Decide(new() { MinTop1 = minTop1, MaxTeacherGapPoints = 1 }, Samples.Evidence() with { Teacher = null }, null);
        verdict.Save(folder["verdict.json"]);

        var loaded = Verdict.Load(folder["verdict.json"]);

        Assert.That(loaded.Rules.Select(rule => rule with { Measured = rule.Measured ?? -1 }), Is.EqualTo(verdict.Rules.Select(rule => rule with { Measured = rule.Measured ?? -1 })));
        Assert.That(loaded with { Rules = verdict.Rules, NewPrecisions = verdict.NewPrecisions, LeftOut = verdict.LeftOut, DroppedPrecisions = verdict.DroppedPrecisions, Causes = verdict.Causes }, Is.EqualTo(verdict));
    }

    [Test]
    public void AnOutcomeThatContradictsItsRulesIsRefused()
    {
        var verdict = ReleaseGate.Decide(new() { MinTop1 = 0.99 }, Samples.Evidence(), null) with { Outcome = VerdictOutcome.Pass };
        Assert.That(() => Verdict.Parse(JsonFile.ToBytes(verdict), "verdict.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("the outcome is Pass, but 1 of its rules are broken"));
    }

    [TestCase("\"outcome\": \"maybe\""), TestCase("\"outcome\": 7")]
    public void AnUnknownOutcomeIsRefused(string outcome)
    {
        var json = Encoding.UTF8.GetString(JsonFile.ToBytes(ReleaseGate.Decide(Samples.NoThresholds, Samples.Evidence(), null)));
        Assert.That(() => Verdict.Parse(Encoding.UTF8.GetBytes(json.Replace("\"outcome\": \"pass\"", outcome)), "verdict.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("outcome"));
    }
}
