using System.Globalization;
using System.Xml.Linq;

namespace EdgeKd.Release.Tests.Reporting;

[TestFixture]
public class IntervalFigureTests
{
    [Test]
    public void What_was_not_measured_has_no_picture() => Assert.That(IntervalFigure.Of(ReportSamples.Rule(GateMetrics.Nll, RuleOutcome.Pass, null, 1)), Is.Null);

    // The limit of a drop is −0.5, of a latency 2: the measured dot lies on the forbidden side exactly where the rule is broken.
    [TestCase(-0.2, -0.5, true, false)]
    [TestCase(-0.8, -0.5, true, true)]
    [TestCase(1.9, 2, false, false)]
    [TestCase(2.1, 2, false, true)]
    public void The_dot_is_on_the_side_that_the_rule_says(double measured, double limit, bool moreIsBetter, bool isForbidden)
    {
        var svg = Svg(ReportSamples.Rule(GateMetrics.Top1, RuleOutcome.Pass, measured, limit, measured - 0.1, measured + 0.1) with { MoreIsBetter = moreIsBetter });

        var forbidden = Element(svg, "forbidden");
        var dot = Number(Element(svg, "measured"), "cx");
        Assert.That(dot > Number(forbidden, "x") && dot < Number(forbidden, "x") + Number(forbidden, "width"), Is.EqualTo(isForbidden));
        Assert.That(dot, Is.InRange(Number(Element(svg, "range"), "x"), Number(Element(svg, "range"), "x") + Number(Element(svg, "range"), "width")));
    }

    [TestCase(0.0, 0.0), TestCase(5.0, 5.0), TestCase(-1e300, 1e300), TestCase(1.0, double.PositiveInfinity)]
    public void Numbers_that_leave_no_scale_still_lie_within_the_picture(double measured, double limit)
    {
        var svg = Svg(ReportSamples.Rule(GateMetrics.SizeBytes, RuleOutcome.Pass, measured, limit));

        Assert.That(Number(Element(svg, "measured"), "cx"), Is.InRange(0, 320));
        Assert.That(Number(Element(svg, "limit"), "x1"), Is.InRange(0, 320));
    }

    [Test]
    public void It_says_in_words_what_it_shows() => Assert.That(
        (string)Svg(ReportSamples.Rule(GateMetrics.Top1, RuleOutcome.Pass, -0.2, -0.5, -0.4, 0.1)).Attribute("aria-label")!,
        Is.EqualTo("measured -0.20 points, interval -0.40 points to +0.10 points (95 % at each end); at least -0.50 points"));

    private static XElement Svg(RuleResult rule) => IntervalFigure.Of(rule)!.Element("svg")!;

    private static XElement Element(XElement svg, string kind) => svg.Elements().Single(element => (string?)element.Attribute("class") == kind);

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
