namespace EdgeKd.Release.Tests.Reporting;

[TestFixture]
public class TargetsSectionTests
{
    private static readonly IReadOnlyList<IReportBlock> Blocks = TargetsSection.Of(ReportSamples.Refused())!.Blocks;

    [Test]
    public void Without_other_targets_there_is_no_section() => Assert.That(TargetsSection.Of(ReportSamples.Least()), Is.Null);

    [Test]
    public void What_a_target_answered_stands_in_a_row()
    {
        var row = Blocks.OfType<TableBlock>().Single().Rows.Single();

        Assert.That(row[0], Is.EqualTo("arm"));
        Assert.That(row.Skip(2).Where((_, i) => i != 2), Is.EqualTo(new[] { "int8", "300", "99.67 %", "0.25", "emulated", "12.35 million" }));
    }

    [Test]
    public void A_target_that_did_not_answer_and_a_doubt_are_told() => Assert.That(Blocks.OfType<TextBlock>().Select(block => block.Text), Is.EqualTo(new[]
    {
        "1 of 2 targets besides local answered. Times of emulated ones say nothing about a device; the instructions of an inference stand for them.",
        "phone (android): not validated on Android: adb: no devices found.",
        "int8 on arm: a doubt.",
    }));
}
