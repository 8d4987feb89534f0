using EdgeKd.Data;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Tests.Stages;

[TestFixture]
public class ClassImbalanceTests
{
    [TestCase(100, 10)]
    [TestCase(100, 100)]
    [TestCase(40, 5)]
    public void Up_to_ten_to_one_nothing_is_said(int most, int least) => Assert.That(ClassImbalance.Warning(Summary(most, 50, least)), Is.Null);

    [Test]
    public void Beyond_it_the_line_names_the_classes_and_what_to_do() =>
        Assert.That(ClassImbalance.Warning(Summary(200, 4500, 90)), Does.StartWith("the classes hold from 90 ('c') to 4,500 ('b') training images; ")
            .And.Contain("distill.train.sampler: balanced").And.Contain("distill.train.classWeights").And.Not.Contain("\n"));

    private static DataSummary Summary(params int[] counts)
    {
        var part = new PartSummary(counts.Sum(), counts);
        return new DataSummary { Kind = "shapes", ImageSize = 32, StoredSize = 32, ClassNames = ["a", "b", "c"], Train = part, Validation = part, Test = part };
    }
}
