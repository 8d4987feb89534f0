using EdgeKd.Edge.Targets.Parity;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Edge.Tests.Targets.Parity;

[TestFixture]
public class TargetParityTests
{
    private const int Classes = 5;

    private static readonly string[] Names = [.. Enumerable.Range(0, Classes).Select(k => $"class-{k}")];

    /// <summary>Logits whose largest one stands where it is told to.</summary>
    private static float[] Logits(IEnumerable<int> winners, float confidence = 3) =>
        [.. winners.SelectMany((winner, i) => Enumerable.Range(0, Classes).Select(k => (k == winner ? confidence : 0) + (0.01f * ((i + k) % 7))))];

    private static int[] Spread(int count) => [.. Enumerable.Range(0, count).Select(i => i % Classes)];

    [Test]
    public void The_same_logits_agree_and_raise_no_doubt()
    {
        var logits = Logits(Spread(20));

        var parity = TargetParity.Of(logits, logits, Names, ParityLimits.Float);

        Assert.That(parity, Is.EqualTo(new TargetParity { Agreement = 1, MaxAbsoluteDifference = 0 }));
    }

    [TestCase(1e-5f, true)]
    [TestCase(1e-2f, false)]
    public void Float_networks_may_differ_by_rounding_alone(float difference, bool isSound)
    {
        var logits = Logits(Spread(20));
        float[] others = [.. logits.Select((logit, i) => i == 33 ? logit + difference : logit)];

        var doubt = TargetParity.Of(logits, others, Names, ParityLimits.Float).Doubt;

        Assert.That(doubt is null, Is.EqualTo(isSound), doubt);
        if (!isSound)
            Assert.That(doubt, Is.EqualTo("its logits differ by up to 0.01 and it agrees on 100.0 % of the images: it resizes, crops or normalises images otherwise, or its runtime computes otherwise"));
    }

    [Test]
    public void The_first_image_that_differs_is_named()
    {
        int[] winners = Spread(20), others = Spread(20);
        others[7] = (others[7] + 1) % Classes;

        var parity = TargetParity.Of(Logits(winners), Logits(others), Names, ParityLimits.Quantized);

        Assert.That(parity.FirstDifferentImage, Is.EqualTo(7));
        Assert.That(parity.Agreement, Is.EqualTo(0.95));
        Assert.That(parity.Doubt, Is.Null, "a network of few bits may differ so much");
    }

    [Test]
    public void Answers_without_any_order_are_those_of_another_model()
    {
        int[] others = [.. Spread(50).Select((winner, i) => (winner + i / 7) % Classes)];

        var parity = TargetParity.Of(Logits(Spread(50)), Logits(others), Names, ParityLimits.Quantized);

        Assert.That(parity.Doubt, Does.StartWith("it agrees on ").And.EndsWith(": it answers as another model would"));
    }

    [Test]
    public void Labels_in_another_order_are_named()
    {
        int[] order = [0, 2, 1, 4, 3];
        int[] others = [.. Spread(60).Select((winner, i) => i == 59 ? winner : order[winner])];

        var parity = TargetParity.Of(Logits(Spread(60)), Logits(others), Names, ParityLimits.Float);

        Assert.That(parity.Doubt, Is.EqualTo("its labels are shuffled: what is class 1 'class-1' here is class 2 'class-2' there, and so for 4 of 5 classes"));
    }

    [TestCase(new[] { 0, 0, 0, 0, 0 }, TestName = "Every_image_is_one_class")]
    [TestCase(new[] { 0, 0, 2, 3, 4 }, TestName = "Two_classes_are_one")]
    public void Classes_that_fall_together_are_no_other_order(int[] order) =>
        Assert.That(ShuffledLabels.Doubt(Spread(60), [.. Spread(60).Select(winner => order[winner])], Names), Is.Null);

    [Test]
    public void Any_order_of_the_classes_but_the_right_one_is_found() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Shuffle(Enumerable.Range(0, Classes).ToArray()).ToArbitrary(), order =>
        {
            var doubt = ShuffledLabels.Doubt(Spread(40), [.. Spread(40).Select(winner => order[winner])], Names);
            return doubt is null == order.SequenceEqual(Enumerable.Range(0, Classes));
        }));

    [Test]
    public void Agreement_and_difference_are_those_of_a_naive_count()
    {
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            var count = random.Next(1, 40);
            float[] local = [.. Enumerable.Range(0, count * Classes).Select(_ => random.NextSingle())], target = [.. local.Select(logit => logit + (random.NextSingle() * 0.3f))];
            int Winner(float[] logits, int i) => Array.IndexOf(logits[(i * Classes)..((i + 1) * Classes)], logits[(i * Classes)..((i + 1) * Classes)].Max());
            var same = Enumerable.Range(0, count).Count(i => Winner(local, i) == Winner(target, i));

            var parity = TargetParity.Of(local, target, Names, ParityLimits.Quantized);

            Assert.That(parity.Agreement, Is.EqualTo((double)same / count));
            Assert.That(parity.MaxAbsoluteDifference, Is.EqualTo(local.Zip(target, (a, b) => Math.Abs((double)a - b)).Max()));
        }
    }
}
