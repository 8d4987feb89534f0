namespace EdgeKd.Release.Tests.Policies;

[TestFixture]
public class DefaultMarginTests
{
    // The 95 % quantile of the normal distribution: the rule's one-sided confidence.
    private const double Z95 = 1.6448536269514722;

    private const int Releases = 10_000;

    [TestCase(10_000, 0.03, 0.55)] // 2.9264 * sqrt(0.03 / 10,000) is 0.507 points
    [TestCase(100_000, 0.03, 0.2)] // 0.160
    [TestCase(100_000_000, 0.03, 0.1)]
    [TestCase(10_000, 0.01, 0.3)] // 0.293
    [TestCase(1_000, 0, 0.3)] // z² / (n + z²): below that nothing is proven although they never disagree
    [TestCase(20, 0, 11.95)]
    [TestCase(1, 0.03, 73.05)]
    public void The_margin_shrinks_with_the_test_set(int images, double disagreement, double points) =>
        Assert.That(DefaultMargin.Points(images, disagreement), Is.EqualTo(points).Within(1e-9));

    [Test]
    public void It_is_the_smallest_at_which_an_equal_model_passes_nine_times_in_ten(
        [Values(50, 100, 200, 500, 1_000)] int images, [Values(0.01, 0.03, 0.2)] double disagreement)
    {
        var points = DefaultMargin.Points(images, disagreement);

        Assert.That(DefaultMargin.PassProbability(images, disagreement, points), Is.GreaterThanOrEqualTo(0.9));
        // Nor does it promise less than the formula of large samples, (1.6449 + 1.2816)·√(q/n).
        if (points - 0.05 > 292.64 * Math.Sqrt(disagreement / images))
            Assert.That(DefaultMargin.PassProbability(images, disagreement, points - 0.05), Is.LessThan(0.9));
    }

    [Test]
    public void Simulated_equal_releases_pass(
        [Values(50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)] int images, [Values(0.01, 0.03)] double disagreement)
    {
        var points = DefaultMargin.Points(images, disagreement);
        var passed = Passed(images, disagreement, drop: 0, points / 100);

        Assert.That(passed, Is.GreaterThanOrEqualTo(0.88));
        Assert.That(passed, Is.EqualTo(DefaultMargin.PassProbability(images, disagreement, points)).Within(0.012), "four standard errors");
    }

    [TestCase(500)]
    [TestCase(1_000)]
    [TestCase(10_000)]
    public void Simulated_drops_of_the_margin_and_of_twice_the_margin_do_not(int images)
    {
        var margin = DefaultMargin.Points(images) / 100;

        Assert.That(Passed(images, 0.03, drop: margin, margin), Is.LessThanOrEqualTo(0.056));
        Assert.That(Passed(images, 0.03, drop: 2 * margin, margin), Is.LessThanOrEqualTo(0.001));
    }

    [TestCase(0, 0.03)]
    [TestCase(10, -0.01)]
    [TestCase(10, 1.01)]
    [TestCase(10, double.NaN)]
    public void What_is_no_count_or_share_is_refused(int images, double disagreement) =>
        Assert.That(() => DefaultMargin.Points(images, disagreement), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static double Passed(int images, double disagreement, double drop, double margin)
    {
        // Lost minus gained is the drop; where the drop is more than the disagreement, nothing is gained.
        double gain = Math.Max(0, (disagreement - drop) / 2), loss = gain + drop;
        var random = new Random(images);
        var passed = 0;
        for (var release = 0; release < Releases; release++)
        {
            var gained = Draw(random, images, gain);
            var lost = Draw(random, images - gained, loss / (1 - gain));
            if (PairedScore.Z(new PairedOutcomes(images - gained - lost, gained, lost, 0), -margin) > Z95)
                passed++;
        }

        return (double)passed / Releases;
    }

    // A binomial number by the gaps between successes, which are geometric: few draws where the share is small.
    private static int Draw(Random random, int trials, double share)
    {
        var (successes, at) = (0, 0.0);
        while (share > 0)
        {
            at += 1 + Math.Floor(Math.Log(1 - random.NextDouble()) / Math.Log(1 - share));
            if (at > trials)
                break;
            successes++;
        }

        return successes;
    }
}
