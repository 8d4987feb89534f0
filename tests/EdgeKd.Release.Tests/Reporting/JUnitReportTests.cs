using System.Xml.Linq;

namespace EdgeKd.Release.Tests.Reporting;

[TestFixture]
public class JUnitReportTests
{
    [TestCase(RuleOutcome.Pass, null)]
    [TestCase(RuleOutcome.Fail, "failure")]
    [TestCase(RuleOutcome.Inconclusive, "error")]
    [TestCase(RuleOutcome.Warn, "skipped")]
    public void An_outcome_is_the_element_that_CI_systems_count(RuleOutcome outcome, string? element)
    {
        var suite = Suite(ReportSamples.Rule(GateMetrics.Top1, outcome, 0.4, 0.5) with { Remedy = "train longer" });

        Assert.That(suite.Element("testcase")!.Elements().Select(child => child.Name.LocalName), Is.EqualTo(element is null ? [] : new[] { element }));
        foreach (var (attribute, kind) in new[] { ("failures", "failure"), ("errors", "error"), ("skipped", "skipped") })
            Assert.That((int)suite.Attribute(attribute)!, Is.EqualTo(element == kind ? 1 : 0), attribute);
    }

    [Test]
    public void A_failure_says_what_is_wrong_and_what_to_do()
    {
        var failure = Suite(ReportSamples.Rule(GateMetrics.Top1, RuleOutcome.Fail, 0.4, 0.5) with { Message = "0.4 < 0.5", Remedy = "train longer" }).Descendants("failure").Single();

        Assert.That((string)failure.Attribute("message")!, Is.EqualTo("0.4 < 0.5"));
        Assert.That(failure.Value, Is.EqualTo("0.4 < 0.5\nTo do: train longer"));
    }

    [Test]
    public void A_rule_that_was_passed_over_is_skipped() =>
        Assert.That(Suite(ReportSamples.Rule(GateMetrics.Nll, RuleOutcome.Pass, null, 1)).Descendants("skipped").Count(), Is.EqualTo(1));

    [Test]
    public void A_broken_rule_of_a_precision_that_is_left_out_is_skipped()
    {
        var rule = ReportSamples.Rule(GateMetrics.Top1, RuleOutcome.Fail, 0.4, 0.5) with { Precision = Precisions.Int8 };

        var suite = Suite(ReportSamples.Verdict() with { Rules = [rule], LeftOut = [Precisions.Int8] });

        Assert.That((string)suite.Descendants("skipped").Single().Attribute("message")!, Does.StartWith("int8 is left out"));
        Assert.That((int)suite.Attribute("failures")!, Is.Zero);
    }

    [Test]
    public void A_waiver_is_named() =>
        Assert.That(
            (string)Suite(ReportSamples.Rule(GateMetrics.Top1, RuleOutcome.Warn, 0.4, 0.5) with { Waiver = "ana until 2026-12-31: new camera" }).Descendants("skipped").Single().Attribute("message")!,
            Does.StartWith("waived by ana until 2026-12-31"));

    [Test]
    public void Hostile_names_stay_names()
    {
        var rule = ReportSamples.Rule(GateMetrics.Recall, RuleOutcome.Fail, 1, 2) with { Class = "\u0001]]></testcase><x y=\"1\">\ud800" };

        var suite = Suite(rule);

        Assert.That((string)suite.Element("testcase")!.Attribute("name")!, Is.EqualTo("recall (class \ufffd]]></testcase><x y=\"1\">\ufffd)"));
        Assert.That(suite.Descendants("x"), Is.Empty);
    }

    [Test]
    public void The_whole_sample_adds_up()
    {
        var suite = Suite(ReportSamples.Verdict());

        Assert.That((int)suite.Attribute("tests")!, Is.EqualTo(ReportSamples.Verdict().Rules.Count).And.EqualTo(suite.Elements("testcase").Count()));
        Assert.That(((int)suite.Attribute("failures")!, (int)suite.Attribute("errors")!, (int)suite.Attribute("skipped")!), Is.EqualTo((2, 1, 2)));
        Assert.That(suite.Descendants("property").Select(property => (string)property.Attribute("name")!).Count(name => name == "cause"), Is.EqualTo(2));
    }

    private static XElement Suite(RuleResult rule) => Suite(ReportSamples.Verdict() with { Rules = [rule], LeftOut = [] });

    private static XElement Suite(Verdict verdict) => XDocument.Parse(JUnitReport.Of(verdict)).Root!.Element("testsuite")!;
}
