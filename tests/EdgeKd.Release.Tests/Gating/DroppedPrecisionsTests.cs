namespace EdgeKd.Release.Tests.Gating;

/// <summary>A release without a precision that the baseline has.</summary>
[TestFixture]
public class DroppedPrecisionsTests
{
    [Test]
    public void A_precision_that_is_not_made_any_more_is_named()
    {
        var verdict = Samples.Decide(Samples.Lenient, Samples.Evidence(version: "1.1.0"), Samples.Baseline(Samples.TwoPrecisions()));

        Assert.That(verdict.DroppedPrecisions, Is.EqualTo(new[] { "int8" }));
        Assert.That(verdict.ToLines().First(), Does.EndWith(", no longer in int8)"));
        Assert.That(Verdict.Parse(JsonFile.ToBytes(verdict), "verdict.json").DroppedPrecisions, Is.EqualTo(new[] { "int8" }));
    }

    [Test]
    public void So_is_one_that_breaks_a_rule_and_is_left_out()
    {
        var verdict = Samples.Decide(Samples.Policy(new PolicyRule { Metric = GateMetrics.Top1, Against = "float", Margin = 0, Confidence = 0.5 }) with { Require = "any" }, Samples.TwoPrecisions(), Samples.Baseline(Samples.TwoPrecisions()));

        Assert.That((verdict.Outcome, verdict.LeftOut.Single(), verdict.DroppedPrecisions.Single()), Is.EqualTo((VerdictOutcome.Pass, "int8", "int8")));
    }

    [Test]
    public void What_the_baseline_lacks_or_has_as_well_is_not_dropped()
    {
        Assert.That(Samples.Decide(Samples.Lenient, Samples.TwoPrecisions(), Samples.Baseline(Samples.TwoPrecisions())).DroppedPrecisions, Is.Empty);
        Assert.That(Samples.Decide(Samples.Lenient, Samples.TwoPrecisions(), Samples.Baseline(Samples.Evidence())).DroppedPrecisions, Is.Empty);
        Assert.That(Samples.Decide(Samples.Lenient, Samples.Evidence()).DroppedPrecisions, Is.Empty);
    }
}
