using EdgeKd.Benchmarks.Steps;

namespace EdgeKd.Benchmarks.Tests.Steps;

[TestFixture]
public class StepKindTests
{
    [TestCase("ce", true, false)]
    [TestCase("kd", true, true)]
    [TestCase("gpd+dhkd+dot", true, true)]
    [TestCase("teacher", false, true)]
    public void EachKindIsMeasuredWithTheTeachersThatChangeIt(string kind, bool cached, bool live) =>
        Assert.That((StepKind.Find(kind).IsComparedWith(StepKind.Cached), StepKind.Find(kind).IsComparedWith(StepKind.Live)), Is.EqualTo((cached, live)));
}
