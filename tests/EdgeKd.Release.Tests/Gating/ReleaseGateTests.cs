using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Release.Tests.Gating;

[TestFixture]
public class ReleaseGateTests
{
    private static Verdict Decide(GateThresholds thresholds, ValidationEvidence candidate, ValidationEvidence? baseline) =>
        ReleaseGate.Decide(thresholds, candidate, baseline is null ? null : Samples.Baseline(baseline));

    private static RuleResult Only(GateThresholds thresholds, ValidationEvidence candidate, ValidationEvidence? baseline, string rule) =>
        Decide(thresholds, candidate, baseline).Rules.Single(result => result.Metric == rule);

    [TestCase(899, false), TestCase(900, true), TestCase(901, true)]
    public void MinTop1PassesExactlyAtTheLimit(int right, bool passed) =>
        Assert.That(Only(new() { MinTop1 = 0.9 }, Samples.Evidence(right), null, "minTop1").Passed, Is.EqualTo(passed));

    [TestCase(900, 890, 1.0, true)]
    [TestCase(900, 889, 1.0, false)]
    [TestCase(900, 900, 0.0, true)]
    [TestCase(900, 899, 0.0, false)]
    [TestCase(900, 950, 0.0, true)]
    [TestCase(290, 280, 1.0, true)]
    [TestCase(570, 560, 1.0, true)]
    public void MaxTop1DropPassesExactlyAtTheLimit(int baseline, int candidate, double limit, bool passed)
    {
        var result = Only(new() { MaxTop1DropPoints = limit }, Samples.Evidence(candidate), Samples.Evidence(baseline), "maxTop1DropPoints");
        Assert.That(result.Passed, Is.EqualTo(passed));
        Assert.That(result.Measured, Is.EqualTo((baseline - candidate) / 10.0).Within(1e-9));
    }

    [TestCase(0.95, 900, 5.0, true), TestCase(0.951, 900, 5.0, false), TestCase(0.85, 900, 0.0, true)]
    public void MaxTeacherGapPassesExactlyAtTheLimit(double teacher, int right, double limit, bool passed) =>
        Assert.That(Only(new() { MaxTeacherGapPoints = limit }, Samples.Evidence(right) with { Teacher = Samples.Teacher(teacher) }, null, "maxTeacherGapPoints").Passed, Is.EqualTo(passed));

    [TestCase(1.5, true), TestCase(1.4999999, false), TestCase(2, true)]
    public void MaxLatencyPassesExactlyAtTheLimit(double limit, bool passed) =>
        Assert.That(Only(new() { MaxLatencyP90Ms = limit }, Samples.Evidence(), null, "maxLatencyP90Ms").Passed, Is.EqualTo(passed));

    [TestCase(1000, true), TestCase(999, false), TestCase(1001, true)]
    public void MaxSizePassesExactlyAtTheLimit(long limit, bool passed) =>
        Assert.That(Only(new() { MaxSizeBytes = limit }, Samples.Evidence(), null, "maxSizeBytes").Passed, Is.EqualTo(passed));

    [TestCase(0, 0, true), TestCase(1, 0, false), TestCase(2, 2, true), TestCase(3, 2, false), TestCase(null, 5, false)]
    public void FloatIslandsPassExactlyAtTheLimit(int? islands, int limit, bool passed)
    {
        var model = Samples.Evidence().Models[0] with { Precision = "int8", FloatIslands = islands };

        var result = FusionRules.MaxFloatIslands(model, limit);

        Assert.That((result.Passed, result.Unit), Is.EqualTo((passed, "islands")));
        Assert.That(result.Remedy is null, Is.EqualTo(passed));
    }

    [Test]
    public void AFloatModelHasNoIslands() =>
        Assert.That(ReleaseGate.Decide(new() { MaxFloatIslands = 0 }, Samples.Evidence(), null).Rules.Select(rule => rule.Metric), Has.None.EqualTo("maxFloatIslands"));

    [TestCase(Profiles.Release, 1023, false), TestCase(Profiles.Release, 1024, true)]
    [TestCase(Profiles.Quick, 63, false), TestCase(Profiles.Quick, 64, true)]
    public void LatencyNeedsEnoughRuns(string profile, int runs, bool passed) =>
        Assert.That(Only(new() { MaxLatencyP90Ms = 10 }, Samples.Evidence(profile: profile, runs: runs), null, "latencyRuns").Passed, Is.EqualTo(passed));

    [Test]
    public void AReleaseNeedsEnoughRunsEvenWithoutALatencyLimit()
    {
        Assert.That(Decide(Samples.NoThresholds, Samples.Evidence(runs: 10), null).Outcome, Is.EqualTo(VerdictOutcome.Fail));
        Assert.That(Decide(Samples.NoThresholds, Samples.Evidence(profile: Profiles.Quick, runs: 10), null).Rules, Is.Empty);
    }

    [Test]
    public void AFirstReleaseHasNoDropAndSaysSo()
    {
        var verdict = Decide(new() { MaxTop1DropPoints = 0, MinTop1 = 0.5 }, Samples.Evidence(), null);
        Assert.That(verdict.FirstRelease, Is.True);
        Assert.That(verdict.Rules.Select(rule => rule.Metric), Does.Not.Contain("maxTop1DropPoints"));
        Assert.That(verdict.ToLines().First(), Is.EqualTo("PASS shapes 1.0.0 (profile release, first release)"));
    }

    [Test]
    public void AMissingTeacherBreaksItsRule()
    {
        var result = Only(new() { MaxTeacherGapPoints = 100 }, Samples.Evidence() with { Teacher = null }, null, "maxTeacherGapPoints");
        Assert.That(result.Passed, Is.False);
        Assert.That(result.Measured, Is.Null);
        Assert.That(result.Remedy, Does.Contain("gate.maxTeacherGapPoints"));
    }

    [TestCase(Profiles.Release, false), TestCase(Profiles.Quick, true)]
    public void OtherTestImagesMayGuideButNotRelease(string profile, bool passed)
    {
        var result = Only(new() { MaxTop1DropPoints = 50 }, Samples.Evidence(profile: profile), Samples.Evidence(count: 1001), "maxTop1DropPoints");
        Assert.That(result.Passed, Is.EqualTo(passed));
        Assert.That(result.Message, Does.Contain("other images (1000 against 1001)"));
    }

    [Test]
    public void EveryBrokenRuleSaysItsNumbersAndWhatToDo()
    {
        var candidate = Samples.Evidence(right: 800, runs: 10);
        var verdict = Decide(
            new() { MinTop1 = 0.9, MaxTop1DropPoints = 1, MaxTeacherGapPoints = 1, MaxLatencyP90Ms = 1, MaxSizeBytes = 10 }, candidate, Samples.Evidence(version: "0.9.0"));

        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Fail));
        Assert.That(verdict.BaselineVersion, Is.EqualTo("0.9.0"));
        Assert.That(verdict.Rules, Has.Count.EqualTo(6));
        Assert.That(verdict.Rules, Has.All.Matches<RuleResult>(rule => rule is { Passed: false, Remedy.Length: > 20 }));
        Assert.That(verdict.Rules[0].Message, Is.EqualTo("top-1 is 80.00 % on 1000 images; at least 90.00 % is needed"));
        Assert.That(verdict.Rules[0].Remedy, Does.StartWith("10.00 points are lacking"));
        Assert.That(verdict.Rules[1].Message, Does.Contain("10.00 points below the released 0.9.0"));
        Assert.That(verdict.ToLines().Count(), Is.EqualTo(13));
    }

    [Test]
    public void AShortfallIsNeverCalledZero()
    {
        var result = Only(new() { MinTop1 = 0.900001 }, Samples.Evidence(900), null, "minTop1");
        Assert.That(result.Remedy, Does.StartWith("0.0001 points are lacking"));
    }

    [TestCase(double.NaN), TestCase(-0.1), TestCase(1.1), TestCase(double.PositiveInfinity)]
    public void ALimitOutOfRangeIsAnError(double limit) =>
        Assert.That(() => Decide(new() { MinTop1 = limit }, Samples.Evidence(), null), Throws.ArgumentException.With.Message.Contains("MinTop1"));

    [Test]
    public void ABetterModelNeverFailsWhereAWorseOnePasses() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Worse, byte Better, byte Baseline, byte Limit)>(),
        x =>
        {
            var (low, high) = (Math.Min(x.Worse, x.Better), Math.Max(x.Worse, x.Better));
            var thresholds = new GateThresholds { MinTop1 = x.Limit / 256.0, MaxTop1DropPoints = x.Limit / 3.0, MaxTeacherGapPoints = x.Limit / 2.6 };
            VerdictOutcome Outcome(int right) => Decide(thresholds, Samples.Evidence(right, 256), Samples.Evidence(x.Baseline, 256)).Outcome;
            return Outcome(low) == VerdictOutcome.Fail || Outcome(high) == VerdictOutcome.Pass;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheSameAsTheBaselineAlwaysPassesAZeroDrop() => Prop.ForAll(
        ArbMap.Default.ArbFor<ushort>(),
        right => Decide(new() { MaxTop1DropPoints = 0 }, Samples.Evidence(right % 301, 300), Samples.Evidence(right % 301, 300)).Outcome == VerdictOutcome.Pass)
        .QuickCheckThrowOnFailure();
}
