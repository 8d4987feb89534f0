using EdgeKd.Pipeline.Explaining;

namespace EdgeKd.Pipeline.Tests.Explaining;

[TestFixture]
public class ExplainedLayerTests
{
    [TestCase(new double[] { 40, 38, 36, 35 }, null, TestName = "Slowly less exact is usual")]
    [TestCase(new double[] { 40, 38, 30, 20 }, 2, TestName = "The first that falls is named")]
    [TestCase(new double[] { 40, 36, 42, 35 }, null, TestName = "Against the least exact one before")]
    [TestCase(new[] { ExplainedLayer.MostDb, ExplainedLayer.MostDb, 30.0, 29 }, null, TestName = "Layers that are not rounded say nothing")]
    [TestCase(new double[] { 12 }, null, TestName = "One layer has none before it")]
    public void The_first_fall(double[] ratios, int? expected)
    {
        ExplainedLayer[] layers = [.. ratios.Select((db, i) => new ExplainedLayer($"layer{i}", db))];
        Assert.That(ExplainedLayer.FirstFall(layers)?.Layer, Is.EqualTo(expected is { } i ? $"layer{i}" : null));
    }
}
