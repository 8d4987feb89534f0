namespace EdgeKd.Release.Tests.Statistics;

[TestFixture]
public class NonInferiorityTests
{
    // The textbook's table: 3 % disagreement, a margin of half a point, 95 %: (1.645 + 1.282)²·0.03/0.005².
    [TestCase(0.03, 0.005, 10_277), TestCase(0.03, 0.01, 2570), TestCase(0.01, 0.005, 3426), TestCase(0, 0.005, 1)]
    public void The_images_that_an_equal_model_needs(double disagreement, double margin, long images) =>
        Assert.That(NonInferiority.ImagesNeeded(disagreement, margin, 0.95), Is.EqualTo(images));

    [Test]
    public void Margin_and_images_are_each_others_inverse() =>
        Assert.That(NonInferiority.ImagesNeeded(0.03, NonInferiority.SmallestMargin(0.03, 10_000, 0.95) + 1e-12, 0.95), Is.EqualTo(10_000));

    [TestCase(0.005), TestCase(0.01), TestCase(0.3)]
    public void Models_that_never_disagree_pass_from_the_fewest_images_on(double margin)
    {
        var fewest = (int)NonInferiority.FewestImages(margin, 0.95);
        Assert.That(PairedScore.Interval(new PairedOutcomes(fewest, 0, 0, 0), 0.9).Lower, Is.GreaterThan(-margin));
        Assert.That(PairedScore.Interval(new PairedOutcomes(Math.Max(1, fewest - 1), 0, 0, 0), 0.9).Lower, Is.LessThanOrEqualTo(-margin + 1e-12));
    }

    // Few images: the score test's approximation alone would call 0 against 3 a proven drop.
    [TestCase(0, 3, 0.125), TestCase(0, 5, 0.03125), TestCase(4, 4, 0.637)]
    public void A_drop_of_few_images_is_tested_exactly(int won, int lost, double atLeast) =>
        Assert.That(NonInferiority.POfDrop(new PairedOutcomes(5, won, lost, 0), 0), Is.GreaterThanOrEqualTo(atLeast - 1e-3));

    [Test]
    public void Of_many_images_a_drop_is_tested_by_the_score()
    {
        var outcomes = new PairedOutcomes(9000, 100, 400, 500);
        Assert.That(NonInferiority.POfDrop(outcomes, 0.02), Is.EqualTo(1 - NonInferiority.P(outcomes, 0.02)).Within(1e-12));
        Assert.That(NonInferiority.POfDrop(outcomes, 0.03), Is.EqualTo(0.5).Within(1e-9));
    }

    [Test]
    public void What_is_out_of_range_is_an_error()
    {
        Assert.That(() => NonInferiority.ImagesNeeded(0.1, 0, 0.95), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => NonInferiority.SmallestMargin(0.1, 0, 0.95), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => NonInferiority.SmallestMargin(0.1, 10, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
