namespace EdgeKd.Release.Tests.Statistics.Blocks;

[TestFixture]
public class BlockRatioTests
{
    [Test]
    public void Says_how_much_more_in_the_unit_of_the_blocks()
    {
        double[] baseline = [1, 2, 1, 2, 1, 2, 1.5];
        var ratio = BlockRatio.Of([.. baseline.Select(ms => ms * 1.2)], baseline, 0.95);
        Assert.That(ratio.Level, Is.EqualTo(1.5));
        Assert.That(new[] { ratio.Difference, ratio.Lower!.Value, ratio.Upper!.Value }, Is.All.EqualTo(0.3).Within(1e-12));
        Assert.That(ratio.ToLogRatio(0.3), Is.EqualTo(Math.Log(1.2)).Within(1e-12));
    }

    [TestCase(null, 10.0, 0.15), TestCase(0.1, 10.0, 0.15), TestCase(0.2, 10.0, 0.2), TestCase(0.2, null, 0.2), TestCase(0.0, 0.0, 0.0)]
    public void The_larger_margin_has_to_be_exceeded(double? absolute, double? percent, double expected) =>
        Assert.That(BlockRatio.Of([1, 1, 1, 1], [1, 1, 2, 2], 0.95).Margin(absolute, percent), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Too_few_pairs_have_no_limits()
    {
        var ratio = BlockRatio.Of([1, 1], [1, 1], 0.95);
        Assert.That((ratio.Lower, ratio.Upper), Is.EqualTo(((double?)null, (double?)null)));
    }

    [Test]
    public void Refuses_what_are_no_pairs()
    {
        Assert.That(() => BlockRatio.Of([1], [1, 2], 0.95), Throws.ArgumentException);
        Assert.That(() => BlockRatio.Of([], [], 0.95), Throws.ArgumentException);
        Assert.That(() => BlockRatio.Of([0], [1], 0.95), Throws.ArgumentException);
        Assert.That(() => BlockRatio.Of([1], [double.PositiveInfinity], 0.95), Throws.ArgumentException);
    }
}
