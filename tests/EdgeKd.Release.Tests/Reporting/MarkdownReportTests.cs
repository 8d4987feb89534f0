namespace EdgeKd.Release.Tests.Reporting;

[TestFixture]
public class MarkdownReportTests
{
    [Test]
    public void The_verdict_and_its_causes_come_first()
    {
        var lines = Lines(ReportSamples.Refused());

        Assert.That(lines[0], Is.EqualTo("# FAIL: shapes 1.3.0"));
        Assert.That(Array.FindIndex(lines, line => line.Contains("class-regression:cat", StringComparison.Ordinal)), Is.InRange(1, 14));
    }

    [Test]
    public void Every_section_of_the_page_stands_in_it() => Assert.That(
        Lines(ReportSamples.Refused()).Where(line => line.StartsWith("## ", StringComparison.Ordinal)),
        Is.EqualTo(ReportDocument.Of(ReportSamples.Refused()).Sections.Select(section => $"## {section.Title}")));

    [Test]
    public void Rows_have_as_many_cells_as_their_table_has_columns()
    {
        foreach (var table in string.Join('\n', Lines(ReportSamples.Refused())).Split("\n\n").Where(block => block.StartsWith('|')))
            Assert.That(table.TrimEnd().Split('\n').Select(row => row.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|')).Distinct().Count(), Is.EqualTo(1), table);
    }

    [TestCase("a|b", "a\\|b")]
    [TestCase("two\nlines", "two lines")]
    [TestCase("[x](javascript:1)", "\\[x\\](javascript:1)")]
    [TestCase("<b>", "\\<b\\>")]
    [TestCase("@everyone", "&#64;everyone")]
    [TestCase("a_b*c`d`", "a\\_b\\*c\\`d\\`")]
    [TestCase("http://x.y", "http:\u200b//x.y")]
    [TestCase("\u202egpj.exe", "\ufffdgpj.exe")]
    [TestCase("caf\u00e9 \ud83d\ude00", "caf\u00e9 \ud83d\ude00")]
    public void Text_stays_text(string text, string expected) => Assert.That(MarkdownText.Of(text), Is.EqualTo(expected));

    private static string[] Lines(ReleaseReport report) => MarkdownReport.Of(ReportDocument.Of(report)).Split('\n');
}
