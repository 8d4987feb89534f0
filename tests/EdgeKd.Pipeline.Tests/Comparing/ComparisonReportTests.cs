using System.Xml.Linq;
using EdgeKd.Pipeline.Comparing;
using EdgeKd.Pipeline.Recipes;

namespace EdgeKd.Pipeline.Tests.Comparing;

[TestFixture]
public class ComparisonReportTests
{
    private static readonly ArmRun[] Reference = [new(1, 0.70, 1000, 400_000_000), new(2, 0.72, 1200, 500_000_000)];

    private static readonly ArmRun[] Other = [new(1, 0.71, 500, 900_000_000)];

    [Test]
    public void An_arm_is_compared_over_the_seeds_that_both_have()
    {
        var arm = ArmResult.From(
            new CompareArm { Name = "x", Distill = new DistillSection { Method = "dhkd", Reparameterization = "gpd", Train = new TrainSection { Optimizer = "dot" } } },
            Other,
            Reference);

        Assert.That(arm.Method, Is.EqualTo("gpd + dhkd + dot"));
        Assert.That(arm.AgainstReference!.Count, Is.EqualTo(1));
        Assert.That(arm.AgainstReference.MeanPoints, Is.EqualTo(1).Within(1e-9));
        Assert.That(arm.StandardDeviationTop1, Is.Null);
    }

    [Test]
    public void The_table_has_a_row_an_arm_and_leaves_missing_seeds_empty() =>
        Assert.That(ComparisonMarkdown.Write(Report()), Does.StartWith("""
            | arm | method | seed 1 | seed 2 | top-1, mean ± sd | against a\|b | images/s | peak memory |
            |---|---|---:|---:|---:|---:|---:|---:|
            | a\|b | kd | 70.00 | 72.00 | 71.00 ± 1.41 | - | 1,100 | 500 MB |
            | x | ce | 71.00 |  | 71.00 | +1.00 | 500 | 900 MB |

            Top-1 in percent on 60 validation images after training on 540; the teacher has 75.00.
            """));

    [Test]
    public void Balanced_accuracy_stands_beside_top1_where_it_is_another()
    {
        ArmRun[] reference = [.. Reference.Select(run => run with { BalancedAccuracy = run.Top1 - 0.2 })];
        ArmRun[] other = [.. Other.Select(run => run with { BalancedAccuracy = 0.6 })];
        var report = Report() with
        {
            Arms =
            [
                ArmResult.From(new CompareArm { Name = "a", Distill = new DistillSection() }, reference, null),
                ArmResult.From(new CompareArm { Name = "x", Distill = new DistillSection() }, other, reference),
            ],
        };

        Assert.That(ComparisonMarkdown.Write(report), Does.StartWith("""
            | arm | method | seed 1 | seed 2 | top-1, mean ± sd | against a\|b | balanced accuracy | balanced, against a\|b | images/s | peak memory |
            |---|---|---:|---:|---:|---:|---:|---:|---:|---:|
            | a | kd | 70.00 | 72.00 | 71.00 ± 1.41 | - | 51.00 ± 1.41 | - | 1,100 | 500 MB |
            | x | kd | 71.00 |  | 71.00 | +1.00 | 60.00 | +10.00 | 500 | 900 MB |

            """));
    }

    [Test]
    public void Where_classes_are_even_top1_is_said_to_be_the_balanced_accuracy()
    {
        ArmRun[] runs = [.. Reference.Select(run => run with { BalancedAccuracy = run.Top1 + 1e-15 })];
        var report = Report() with { Arms = [ArmResult.From(new CompareArm { Name = "a", Distill = new DistillSection() }, runs, null)] };

        Assert.That(ComparisonMarkdown.Write(report), Does.Contain("the teacher has 75.00; all classes have as many validation images, so that top-1 is the balanced accuracy."));
        Assert.That(ComparisonMarkdown.Write(Report()), Does.Not.Contain("balanced"), "trainings of before it was recorded");
    }

    [Test]
    public void Images_without_labels_are_counted_apart() =>
        Assert.That(ComparisonMarkdown.Write(Report() with { UnlabelledCount = 5400 }), Does.Contain("after training on 540 and 5,400 without labels; the teacher"));

    [Test]
    public void The_chart_has_a_dot_a_run()
    {
        var chart = XDocument.Parse(ComparisonChart.Draw(Report()));
        Assert.That(chart.Descendants().Count(element => element.Name.LocalName == "circle"), Is.EqualTo(3));
        Assert.That(chart.Descendants().Where(element => element.Name.LocalName == "circle").Select(dot => (double)dot.Attribute("cx")!), Is.All.InRange(190, 720));
    }

    private static ComparisonReport Report() => new()
    {
        Recipe = "tiny",
        Reference = "a|b",
        Seeds = [1, 2],
        TeacherTop1 = 0.75,
        TrainCount = 540,
        ValidationCount = 60,
        Machine = "a machine",
        Date = new DateOnly(2026, 1, 2),
        Folder = "",
        Arms =
        [
            ArmResult.From(new CompareArm { Name = "a|b", Distill = new DistillSection() }, Reference, null),
            ArmResult.From(new CompareArm { Name = "x", Distill = new DistillSection { Method = "ce" } }, Other, Reference),
        ],
    };
}
