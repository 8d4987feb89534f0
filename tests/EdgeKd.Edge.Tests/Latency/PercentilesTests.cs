namespace EdgeKd.Edge.Tests.Latency;

[TestFixture]
public class PercentilesTests
{
    [TestCase(1, 0.5, 1)]
    [TestCase(1, 0.99, 1)]
    [TestCase(2, 0.5, 2)]
    [TestCase(10, 0.0, 1)]
    [TestCase(10, 0.5, 6)]
    [TestCase(10, 0.9, 10)]
    [TestCase(10, 0.99, 10)]
    [TestCase(10, 1.0, 10)]
    [TestCase(11, 0.9, 10)]
    [TestCase(100, 0.9, 91)]
    [TestCase(100, 0.99, 100)]
    [TestCase(101, 0.99, 100)]
    [TestCase(1024, 0.9, 922)]
    [TestCase(1024, 0.99, 1014)]
    public void Takes_the_truncated_position(int count, double p, double expected)
    {
        var sorted = Enumerable.Range(1, count).Select(i => (double)i).ToArray();
        Assert.That(Percentiles.Of(sorted, (decimal)p), Is.EqualTo(expected));
    }

    [Test]
    public void Refuses_no_samples_and_no_share()
    {
        Assert.That(() => Percentiles.Of([], 0.5m), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => Percentiles.Of([1], 1.1m), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => Percentiles.Of([1], -0.1m), Throws.InstanceOf<ArgumentException>());
    }
}
