namespace EdgeKd.Release.Tests.Statistics.Blocks;

[TestFixture]
public class SignedRankDistributionTests
{
    // The usual tables (Hollander, Wolfe and Chicken, table A.4; one-sided 5 %, 2.5 % and 1 %).
    [TestCase(5, 0.05, 0), TestCase(6, 0.05, 2), TestCase(8, 0.05, 5), TestCase(10, 0.05, 10), TestCase(15, 0.05, 30), TestCase(20, 0.05, 60), TestCase(25, 0.05, 100)]
    [TestCase(6, 0.025, 0), TestCase(10, 0.025, 8), TestCase(20, 0.025, 52), TestCase(25, 0.025, 89)]
    [TestCase(7, 0.01, 0), TestCase(10, 0.01, 5), TestCase(20, 0.01, 43)]
    public void The_limits_are_those_of_the_tables(int pairs, double probability, int limit) =>
        Assert.That(SignedRankDistribution.Limit(pairs, probability), Is.EqualTo(limit));

    [TestCase(1, 0.05), TestCase(4, 0.05), TestCase(5, 0.025), TestCase(6, 0.01)]
    public void Too_few_pairs_have_no_limit(int pairs, double probability) =>
        Assert.That(SignedRankDistribution.Limit(pairs, probability), Is.EqualTo(-1));

    [Test]
    public void It_is_what_throwing_every_coin_gives([Range(1, 12)] int pairs)
    {
        var counts = new int[(pairs * (pairs + 1) / 2) + 1];
        for (var heads = 0; heads < 1 << pairs; heads++)
            counts[Enumerable.Range(1, pairs).Where(rank => (heads >> (rank - 1) & 1) == 1).Sum()]++;

        var sum = 0L;
        for (var t = 0; t < counts.Length; t++)
        {
            sum += counts[t];
            Assert.That(SignedRankDistribution.AtMost(pairs, t), Is.EqualTo((double)sum / (1 << pairs)).Within(1e-14), $"at {t}");
        }

        Assert.That(SignedRankDistribution.AtMost(pairs, -1), Is.Zero);
        Assert.That(SignedRankDistribution.AtMost(pairs, counts.Length), Is.EqualTo(1));
    }

    [Test]
    public void Counting_and_the_normal_distribution_meet()
    {
        const int counted = SignedRankDistribution.LargestExact;
        var center = counted * (counted + 1) / 4;
        var deviation = Math.Sqrt(counted * (counted + 1) * ((2 * counted) + 1) / 24.0);
        foreach (var z in new[] { -2.5, -1.645, -1.0, 0, 1 })
        {
            var sum = (long)(center + (z * deviation));
            var normal = MathNet.Numerics.Distributions.Normal.CDF(center, deviation, sum + 0.5);
            Assert.That(SignedRankDistribution.AtMost(counted, sum), Is.EqualTo(normal).Within(5e-4), $"z = {z}");
        }

        // One pair further the distribution is not counted any more, and the share that a limit leaves out stays what it was.
        var (before, after) = (SignedRankDistribution.Limit(counted, 0.05), SignedRankDistribution.Limit(counted + 1, 0.05));
        Assert.That((double)after / before, Is.EqualTo(Math.Pow((counted + 1.0) / counted, 2)).Within(0.002));
    }

    [Test]
    public void Refuses_what_is_no_tail()
    {
        Assert.That(() => SignedRankDistribution.Limit(10, 0.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => SignedRankDistribution.Limit(10, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => SignedRankDistribution.AtMost(0, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
