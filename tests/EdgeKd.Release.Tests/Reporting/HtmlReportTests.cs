using System.Text.RegularExpressions;

namespace EdgeKd.Release.Tests.Reporting;

[TestFixture]
public class HtmlReportTests
{
    [Test]
    public void The_same_report_gives_the_same_bytes() =>
        Assert.That(Page(ReportSamples.Refused()), Is.EqualTo(Page(ReportSamples.Refused())));

    [Test]
    public void The_least_release_makes_a_page()
    {
        var page = Page(ReportSamples.Least());

        Assert.That(page, Does.Contain("PASS").And.Contain("first release").And.Contain("cannot be promoted"));
        Assert.That(Sections(page), Is.EqualTo(new[] { "verdict", "trade-off", "confusions", "reliability", "latency", "provenance" }));
    }

    [Test]
    public void The_richest_one_has_every_section_with_what_to_act_on_first() => Assert.That(Sections(Page(ReportSamples.Refused())), Is.EqualTo(new[]
    {
        "verdict", "rules", "trade-off", "classes", "flips", "confusions", "suspects", "reliability", "latency", "targets", "layers", "training", "provenance",
    }));

    [Test]
    public void It_names_no_address_outside_of_the_library_that_draws_the_charts()
    {
        var page = Page(ReportSamples.Refused()).Replace(PageAssets.Charts, "", StringComparison.Ordinal);

        Assert.That(page, Does.Not.Contain("://").And.Not.Contain("src=\"/").And.Not.Contain("url("));
    }

    [TestCase(VerdictOutcome.Pass), TestCase(VerdictOutcome.Warn), TestCase(VerdictOutcome.Fail), TestCase(VerdictOutcome.Inconclusive)]
    public void Every_outcome_has_a_sentence(VerdictOutcome outcome)
    {
        var report = ReportSamples.Refused() with { Verdict = ReportSamples.Verdict() with { Outcome = outcome, Causes = [] } };

        var page = Page(report).Replace(PageAssets.Charts, "", StringComparison.Ordinal);

        Assert.That(page, Does.Contain($"<header class=\"{outcome.ToString().ToLowerInvariant()}\">"));
        Assert.That(Regex.Match(page, "<h2>Verdict</h2><p>(Passed|Refused|Not decided)").Success);
    }

    [Test]
    public void A_class_without_images_and_two_hundred_classes_make_a_page()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(k => $"class {k}")];
        int[] labels = [.. Enumerable.Range(0, 995).Select(i => i % 199)];
        AnswersEvidence Shifted(int by) => new()
        {
            Top = [.. labels.SelectMany((label, i) => Enumerable.Range(0, 5).Select(k => (label + (i % 7 == 0 ? by : 0) + k) % 200))],
            Confidence = [.. labels.Select(_ => 1f)],
            LabelLogProbability = [.. labels.Select((_, i) => i % 7 == 0 ? -3f : 0f)],
        };
        var least = ReportSamples.Least();
        var report = least with
        {
            Evidence = least.Evidence.With(model => model with { Answers = Shifted(1), PerClassRecall = [.. names.Select(name => new RecallEvidence(name, 5, 1))] }) with
            {
                Labels = labels, Count = labels.Length, Teacher = new() { Top1 = 0.9, Answers = Shifted(2) },
            },
        };

        var page = Page(report);

        Assert.That(page, Does.Not.Contain("class=\"matrix\"").And.Contain("Recall of the 50 classes that changed most"));
    }

    private static string Page(ReleaseReport report) => HtmlReport.Of(ReportDocument.Of(report));

    private static IEnumerable<string> Sections(string page) => Regex.Matches(page, "<section id=\"([a-z-]+)\">").Select(match => match.Groups[1].Value);
}
