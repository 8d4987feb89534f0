namespace EdgeKd.Benchmarks.Tests;

[TestFixture]
public class MeasurementTests
{
    [TestCase("images/s", 2.0)]
    [TestCase("ms", 0.5)]
    [TestCase("s", 0.5)]
    [TestCase("µs", 0.5)]
    public void TheRatioSaysHowManyTimesAsFast(string unit, double ratio) =>
        Assert.That(new Measurement("loading", "one", 200, unit, "peer", 100).SpeedRatio, Is.EqualTo(ratio));

    [Test]
    public void WithoutAPeerThereIsNoRatio() => Assert.That(new Measurement("loading", "one", 200, "ms").SpeedRatio, Is.Null);
}
