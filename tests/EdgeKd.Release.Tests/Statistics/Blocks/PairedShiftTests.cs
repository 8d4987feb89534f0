using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Release.Tests.Statistics.Blocks;

[TestFixture]
public class PairedShiftTests
{
    // Hollander, Wolfe and Chicken, example 3.1: a depression scale of nine patients before and after a tranquilliser.
    private static readonly double[] Depression = [-0.952, 0.147, -1.022, -0.430, -0.620, -0.590, -0.490, 0.080, -0.010];

    [Test]
    public void A_published_example()
    {
        var shift = PairedShift.Of(Depression, 0.98);
        Assert.That(shift.Estimate, Is.EqualTo(-0.46).Within(1e-9));
        // P(T ≤ 5) is 10 of 512 signs: the statistic of the example is 5, its one-sided p 0.0195.
        Assert.That(shift.ProbabilityIfAbove(0), Is.EqualTo(10 / 512.0).Within(1e-12));
        Assert.That(shift.Decide(0), Is.EqualTo(RuleOutcome.Pass));
    }

    [TestCase(0.95), TestCase(0.9), TestCase(0.99)]
    public void The_interval_holds_the_shifts_that_throwing_every_coin_does_not_reject(double confidence)
    {
        var random = new Random(5);
        for (var trial = 0; trial < 20; trial++)
        {
            double[] differences = [.. Enumerable.Range(0, 8).Select(_ => random.NextDouble() - 0.3)];
            var shift = PairedShift.Of(differences, confidence);
            for (var margin = -0.5; margin < 1; margin += 0.0625)
            {
                var (small, large) = ThrowEveryCoin([.. differences.Select(difference => difference - margin)]);
                Assert.That(shift.ProbabilityIfAbove(margin), Is.EqualTo(small).Within(1e-12));
                Assert.That(shift.ProbabilityIfAtMost(margin), Is.EqualTo(large).Within(1e-12));
                Assert.That(shift.Decide(margin), Is.EqualTo(
                    small <= 1 - confidence ? RuleOutcome.Pass : large <= 1 - confidence ? RuleOutcome.Fail : RuleOutcome.Inconclusive), $"{margin}");
            }
        }
    }

    [Test]
    public void Turned_round_and_moved_it_gives_the_same() => Prop.ForAll(Differences, differences =>
    {
        var shift = PairedShift.Of(differences, 0.95);
        var turned = PairedShift.Of([.. differences.Select(difference => -difference)], 0.95);
        var moved = PairedShift.Of([.. differences.Select(difference => difference + 4)], 0.95);
        return shift.Lower <= shift.Estimate && shift.Estimate <= shift.Upper
            && turned.Estimate == -shift.Estimate && turned.Lower == -shift.Upper && turned.Upper == -shift.Lower
            && Math.Abs(moved.Estimate - 4 - shift.Estimate) < 1e-9;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void More_confidence_is_a_wider_interval() => Prop.ForAll(Differences, differences =>
    {
        var (narrow, wide) = (PairedShift.Of(differences, 0.8), PairedShift.Of(differences, 0.95));
        return wide.Lower <= narrow.Lower && narrow.Upper <= wide.Upper;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Equal_differences_are_decided_at_the_margin_itself()
    {
        var shift = PairedShift.Of([.. Enumerable.Repeat(0.1, 6)], 0.95);
        Assert.That((shift.Lower, shift.Upper), Is.EqualTo((0.1, 0.1)));
        Assert.That(shift.Decide(0.1), Is.EqualTo(RuleOutcome.Pass));
        Assert.That(shift.Decide(0.0999), Is.EqualTo(RuleOutcome.Fail));
    }

    [Test]
    public void Too_few_pairs_decide_nothing_and_say_how_many_do()
    {
        var shift = PairedShift.Of([0.001, 0.002, 0.0015, 0.001], 0.95);
        Assert.That((shift.Lower, shift.Upper), Is.EqualTo((double.NegativeInfinity, double.PositiveInfinity)));
        Assert.That(shift.Decide(5), Is.EqualTo(RuleOutcome.Inconclusive));
        Assert.That(shift.PairsNeeded(5), Is.EqualTo(5));
        Assert.That(PairedShift.Of([0.001, 0.002, 0.0015, 0.001, 0.001], 0.95).Decide(5), Is.EqualTo(RuleOutcome.Pass));
    }

    [Test]
    public void At_one_half_the_estimate_decides()
    {
        Assert.That(PairedShift.Of([0.3], 0.5).Decide(0.3), Is.EqualTo(RuleOutcome.Pass));
        Assert.That(PairedShift.Of([0.3], 0.5).Decide(0.29), Is.EqualTo(RuleOutcome.Fail));
    }

    [Test]
    public void The_pairs_that_are_needed_decide_four_times_in_five()
    {
        var random = new Random(11);
        double[] Sample(int pairs) => [.. Enumerable.Range(0, pairs).Select(_ => 0.03 + MathNet.Numerics.Distributions.Normal.Sample(random, 0, 0.1))];
        var first = Enumerable.Range(0, 1000).Select(_ => PairedShift.Of(Sample(12), 0.95)).First(shift => Math.Abs(shift.Estimate - 0.03) < 0.001);
        Assert.That(first.Decide(0.06), Is.EqualTo(RuleOutcome.Inconclusive));

        var needed = first.PairsNeeded(0.06)!.Value;

        Assert.That(needed, Is.InRange(40, 130), "a normal test with a known deviation needs 69");
        var decided = Enumerable.Range(0, 400).Count(_ => PairedShift.Of(Sample((int)needed), 0.95).Decide(0.06) == RuleOutcome.Pass);
        Assert.That(decided / 400.0, Is.InRange(0.65, 0.95));
    }

    [Test]
    public void A_difference_as_large_as_the_margin_is_decided_by_no_number_of_pairs() =>
        Assert.That(PairedShift.Of([-1, 1, -2, 2, 0, 3, -3], 0.95).PairsNeeded(0), Is.Null);

    [Test]
    public void Refuses_what_has_no_shift()
    {
        Assert.That(() => PairedShift.Of([], 0.95), Throws.ArgumentException);
        Assert.That(() => PairedShift.Of([double.NaN], 0.95), Throws.ArgumentException);
        Assert.That(() => PairedShift.Of([1], 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => PairedShift.Of([1], 0.4), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static Arbitrary<double[]> Differences =>
        ArbMap.Default.ArbFor<int>().Generator.Where(n => Math.Abs(n) < 1000).Select(n => n / 64.0).ArrayOf().Where(d => d.Length is > 0 and < 40).ToArbitrary();

    /// <summary>The share of signs that give a sum of positive ranks as small, and as large, as the differences have.</summary>
    private static (double Small, double Large) ThrowEveryCoin(double[] differences)
    {
        double[] sizes = [.. differences.Select(Math.Abs).Order()];
        int[] ranks = [.. differences.Select(difference => Array.IndexOf(sizes, Math.Abs(difference)) + 1)];
        var observed = differences.Zip(ranks).Where(pair => pair.First > 0).Sum(pair => pair.Second);
        int small = 0, large = 0;
        for (var heads = 0; heads < 1 << ranks.Length; heads++)
        {
            var sum = ranks.Where((_, i) => (heads >> i & 1) == 1).Sum();
            small += sum <= observed ? 1 : 0;
            large += sum >= observed ? 1 : 0;
        }

        return ((double)small / (1 << ranks.Length), (double)large / (1 << ranks.Length));
    }
}
