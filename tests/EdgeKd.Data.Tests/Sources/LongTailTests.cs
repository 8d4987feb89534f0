using EdgeKd.Data.Sources;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Sources;

[TestFixture]
public class LongTailTests
{
    private static readonly DataOptions Small = new() { Seed = 3, TrainCount = 240, TestCount = 24 };

    // n_max · ratio^(−i/(K−1)), written out.
    [TestCase(1, new[] { 100, 100, 100 })]
    [TestCase(4, new[] { 100, 50, 25 })]
    [TestCase(50, new[] { 100, 14, 2 })]
    [TestCase(10_000, new[] { 100, 1, 1 })]
    public void ClassesFallExponentially(double ratio, int[] expected)
    {
        var labels = Labels(100, 100, 100);
        var kept = LongTail.Thin(labels, 3, ratio, 7);
        Assert.That(kept, Is.Ordered);
        Assert.That(Counts(labels, kept, 3), Is.EqualTo(expected));
    }

    [Test]
    public void CifarsTenClassesAreThoseOfThePapers() =>
        // Cui et al. and Cao et al.: 5,000 a class, ratio 50; 13,996 images.
        Assert.That(Counts(Labels([.. Enumerable.Repeat(5000, 10)]), LongTail.Thin(Labels([.. Enumerable.Repeat(5000, 10)]), 10, 50, 1), 10),
            Is.EqualTo(new[] { 5000, 3237, 2096, 1357, 879, 569, 368, 239, 154, 100 }));

    [Test]
    public void AClassThatHasFewerKeepsWhatItHasAndNoneIsLost()
    {
        var labels = Labels(100, 3, 80);
        Assert.That(Counts(labels, LongTail.Thin(labels, 3, 4, 7), 3), Is.EqualTo(new[] { 100, 3, 25 }));
        Assert.That(LongTail.Thin(Labels(5), 1, 100, 7), Has.Length.EqualTo(5), "one class has no tail");
    }

    [Test]
    public void TheImagesOfALargerRatioAreAmongThoseOfASmallerOne() =>
        Prop.ForAll(Gen.Choose(1, 60).ArrayOf(4).ToArbitrary(), Gen.Choose(10, 1000).Two().ToArbitrary(), (sizes, ratios) =>
        {
            var labels = Labels(sizes);
            var (few, many) = (Math.Min(ratios.Item1, ratios.Item2) / 10.0, Math.Max(ratios.Item1, ratios.Item2) / 10.0);
            Assert.That(LongTail.Thin(labels, 4, many, 7), Is.SubsetOf(LongTail.Thin(labels, 4, few, 7)));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheSeedChoosesWhichStay()
    {
        var labels = Labels(100, 100, 100);
        Assert.That(LongTail.Thin(labels, 3, 10, 1), Is.EqualTo(LongTail.Thin(labels, 3, 10, 1)));
        Assert.That(LongTail.Thin(labels, 3, 10, 2), Is.Not.EqualTo(LongTail.Thin(labels, 3, 10, 1)));
    }

    [Test]
    public void ValidationAndTestStayAsTheyAre()
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), tail = Path.Combine(folder.Path, "tail");
        var before = DataPreparation.Prepare(Small, whole, 2, null, default);
        var after = DataPreparation.Prepare(Small with { LongTail = 5 }, tail, 2, null, default);
        Assert.That(after.Train.PerClass[0], Is.EqualTo(before.Train.PerClass[0]));
        Assert.That(after.Train.PerClass[^1], Is.EqualTo(Math.Round(before.Train.PerClass[0] / 5.0)));
        Assert.That(after.Train.PerClass, Is.Ordered.Descending);
        foreach (var file in new[] { DataPreparation.ValidationFile, DataPreparation.TestFile })
            Assert.That(File.ReadAllBytes(Path.Combine(tail, file)), Is.EqualTo(File.ReadAllBytes(Path.Combine(whole, file))));
    }

    [Test]
    public void TheFingerprintFollowsTheRatioAndIsTheOldOneWithout()
    {
        var plain = DataPreparation.Fingerprint(Small);
        Assert.That(DataPreparation.Fingerprint(Small with { LongTail = 1 }), Is.EqualTo(plain));
        Assert.That(new[] { plain, DataPreparation.Fingerprint(Small with { LongTail = 5 }), DataPreparation.Fingerprint(Small with { LongTail = 50 }) }, Is.Unique);
    }

    [TestCase(0.5)]
    [TestCase(double.NaN)]
    [TestCase(10_001)]
    public void ARatioOutOfRangeIsRefused(double ratio) =>
        Assert.That((Small with { LongTail = ratio }).Validate, Throws.ArgumentException.With.Message.StartsWith("data long tail"));

    private static int[] Labels(params int[] sizes) => [.. sizes.SelectMany((size, label) => Enumerable.Repeat(label, size))];

    private static int[] Counts(int[] labels, int[] kept, int classes) =>
        [.. Enumerable.Range(0, classes).Select(label => kept.Count(i => labels[i] == label))];
}
