using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Sampling;

[TestFixture]
public class ClassSamplingTests
{
    private static readonly BatchLoaderOptions Options = new()
    {
        BatchSize = 7, Shuffle = true, ClassSampling = ClassSampling.Balanced, Seed = 5, Threads = 0,
    };

    [TestCase(ClassSampling.Balanced, 0)]
    [TestCase(ClassSampling.SquareRoot, 0.5)]
    public void EveryEpochGivesEachClassItsShareRoundedDownOrUp(ClassSampling sampling, double exponent) =>
        Prop.ForAll(Sizes, sizes =>
        {
            using var set = Classes(sizes);
            using var loader = new BatchLoader(set, Options with { ClassSampling = sampling });
            var shares = Shares(sizes, exponent);
            for (var epoch = 0; epoch < 3; epoch++)
            {
                var drawn = Draws(loader, epoch).GroupBy(draw => set.LabelOf(draw.Index)).ToDictionary(group => group.Key, group => group.Count());
                Assert.That(drawn.Values.Sum(), Is.EqualTo(set.Count));
                for (var label = 0; label < sizes.Length; label++)
                    Assert.That(drawn.GetValueOrDefault(label), Is.InRange(Math.Floor(shares[label] - 1e-9), Math.Ceiling(shares[label] + 1e-9)));
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void OverManyEpochsEveryClassIsDrawnEquallyOften()
    {
        int[] sizes = [61, 10, 1, 28];
        using var set = Classes(sizes);
        using var loader = new BatchLoader(set, Options);
        const int epochs = 400;
        var counts = new int[sizes.Length];
        foreach (var draw in Enumerable.Range(0, epochs).SelectMany(epoch => Draws(loader, epoch))) counts[set.LabelOf(draw.Index)]++;
        // 25 an epoch, none left to chance: 100 images of four classes.
        Assert.That(counts, Is.All.EqualTo(25 * epochs));
    }

    [Test]
    public void OverManyEpochsRoundingFavoursNoClass()
    {
        using var set = Classes([5, 3, 2]);
        using var loader = new BatchLoader(set, Options);
        const int epochs = 3000;
        var counts = new int[3];
        foreach (var draw in Enumerable.Range(0, epochs).SelectMany(epoch => Draws(loader, epoch))) counts[set.LabelOf(draw.Index)]++;
        // 10/3 an epoch: a class has 4 in a third of the epochs, standard deviation of the sum √(epochs·2/9) = 26.
        Assert.That(counts, Is.All.EqualTo(epochs * 10 / 3.0).Within(4 * Math.Sqrt(epochs * 2 / 9.0)));
    }

    [Test]
    public void NoImageOfAClassIsShownTwiceMoreThanAnother() =>
        Prop.ForAll(Sizes, sizes =>
        {
            using var set = Classes(sizes);
            using var loader = new BatchLoader(set, Options);
            var shown = new int[set.Count];
            for (var epoch = 0; epoch < 5; epoch++)
            {
                foreach (var draw in Draws(loader, epoch)) shown[draw.Index]++;
                foreach (var group in Enumerable.Range(0, set.Count).GroupBy(set.LabelOf))
                    Assert.That(group.Max(i => shown[i]) - group.Min(i => shown[i]), Is.LessThanOrEqualTo(1));
            }
        }).QuickCheckThrowOnFailure();

    [TestCase(0)]
    [TestCase(3)]
    public void AnImageThatIsDrawnAgainShowsItsNextView(int views)
    {
        using var set = Classes([40, 6, 2]);
        using var loader = new BatchLoader(set, Options with { Views = views });
        var seen = new List<int>[set.Count];
        for (var epoch = 0; epoch < 4; epoch++)
            foreach (var (index, view) in Draws(loader, epoch)) (seen[index] ??= []).Add(view);
        foreach (var list in seen)
        {
            var expected = Enumerable.Range(0, list.Count).Select(time => views == 0 ? time : time % views);
            Assert.That(list.Order(), Is.EqualTo(expected.Order()), "within an epoch the order is random");
        }
        Assert.That(seen[^1], Has.Count.EqualTo(4 * 48 / 3 / 2), "the class of two shares a third of the draws");
    }

    [Test]
    public void ImagesWithoutALabelComeOnceAnEpoch()
    {
        using var set = new MemoryImages(30, 4, 4, 3) { Label = i => i < 10 ? (i < 8 ? 0 : 1) : -1 };
        using var loader = new BatchLoader(set, Options);
        var draws = Draws(loader, 2).ToArray();
        Assert.That(draws, Has.Length.EqualTo(30));
        Assert.That(draws.Where(draw => draw.Index >= 10).Select(draw => draw.Index).Order(), Is.EqualTo(Enumerable.Range(10, 20)));
        Assert.That(draws.Where(draw => draw.Index >= 10).Select(draw => draw.View), Is.All.EqualTo(2));
        Assert.That(draws.Count(draw => draw.Index is 8 or 9), Is.EqualTo(5), "and the classes share the labelled draws, an empty one none");
    }

    [Test]
    public void TheDrawsFollowFromTheSeed()
    {
        using var set = Classes([20, 5]);
        using BatchLoader first = new(set, Options), again = new(set, Options), other = new(set, Options with { Seed = 6 });
        Assert.That(Draws(again, 3), Is.EqualTo(Draws(first, 3)));
        Assert.That(Draws(other, 3), Is.Not.EqualTo(Draws(first, 3)));
        Assert.That(Draws(first, 4), Is.Not.EqualTo(Draws(first, 3)));
    }

    [Test]
    public void WhatCannotBeDrawnIsRefused()
    {
        using var set = new MemoryImages(10, 4, 4) { Label = _ => -1 };
        Assert.That(() => new BatchLoader(set, Options), Throws.ArgumentException.With.Message.Contains("no image has a label"));
        using var labelled = Classes([3, 3]);
        Assert.That(() => new BatchLoader(labelled, Options with { Shuffle = false }), Throws.ArgumentException.With.Message.Contains("at random"));
    }

    private static Arbitrary<int[]> Sizes => Gen.Choose(0, 30).ArrayOf(5).Where(sizes => sizes.Sum() > 0).ToArbitrary();

    private static MemoryImages Classes(int[] sizes)
    {
        var labels = sizes.SelectMany((size, label) => Enumerable.Repeat(label, size)).ToArray();
        return new MemoryImages(labels.Length, 4, 4, sizes.Length) { Label = index => labels[index] };
    }

    private static double[] Shares(int[] sizes, double exponent)
    {
        var powers = sizes.Select(n => n == 0 ? 0 : Math.Pow(n, exponent)).ToArray();
        return [.. powers.Select(p => sizes.Sum() * p / powers.Sum())];
    }

    private static IEnumerable<(int Index, int View)> Draws(BatchLoader loader, int epoch) =>
        loader.Load(epoch).SelectMany(batch => batch.Indices.Zip(batch.Views));
}
