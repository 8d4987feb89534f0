using EdgeKd.Data.Mixing;
using EdgeKd.Data.Randomness;
using MathNet.Numerics.Distributions;

namespace EdgeKd.Data.Tests.Mixing;

[TestFixture]
public class ImageMixTests
{
    private const int Draws = 4000;

    [TestCase(0.2)]
    [TestCase(1)]
    [TestCase(4)]
    public void MixupsShareIsBetaDistributed(double alpha)
    {
        var shares = Many(new MixupOptions(alpha), null).Select(mix => mix!.Value.Share).Order().ToArray();
        // Kolmogorov and Smirnov: above 1.95/√n once in a thousand seeds, and the seed is fixed.
        var distance = shares.Select((share, i) =>
        {
            var expected = Beta.CDF(alpha, alpha, share);
            return Math.Max(expected - (double)i / Draws, (i + 1.0) / Draws - expected);
        }).Max();
        Assert.That(distance, Is.LessThan(1.95 / Math.Sqrt(Draws)));
    }

    [TestCase(0)]
    [TestCase(0.3)]
    [TestCase(1)]
    public void AnImageIsMixedWithItsProbability(double probability)
    {
        var tolerance = 4 * Math.Sqrt(probability * (1 - probability) * Draws);
        Assert.That(Many(new MixupOptions(1, probability), null).Count(mix => mix is not null), Is.EqualTo(probability * Draws).Within(tolerance));
        Assert.That(Many(null, new CutMixOptions(1, probability)).Count(mix => mix is not null), Is.EqualTo(probability * Draws).Within(tolerance));
    }

    [Test]
    public void WithBothAnImageDrawsOneOfThem()
    {
        var mixes = Many(new MixupOptions(1, 1), new CutMixOptions(1, 0.5));
        var tolerance = 4 * Math.Sqrt(Draws / 4.0);
        Assert.That(mixes.Count(mix => mix is { Box: null }), Is.EqualTo(Draws / 2).Within(tolerance));
        Assert.That(mixes.Count(mix => mix is { Box: not null }), Is.EqualTo(Draws / 4).Within(tolerance));
        Assert.That(mixes.Count(mix => mix is null), Is.EqualTo(Draws / 4).Within(tolerance), "half of those that drew cutmix");
    }

    [Test]
    public void EveryPartnerOfTheRangeIsEquallyLikely()
    {
        var partners = Many(new MixupOptions(), new CutMixOptions(), 10..30).OfType<ImageMix>().Select(mix => mix.Partner).ToArray();
        var expected = partners.Length / 20.0;
        Assert.That(partners, Is.All.InRange(10, 29));
        var chiSquare = partners.CountBy(partner => partner).Sum(count => (count.Value - expected) * (count.Value - expected) / expected);
        Assert.That(chiSquare, Is.LessThan(ChiSquared.InvCDF(19, 0.999)));
        Assert.That(partners.Distinct().Count(), Is.EqualTo(20));
    }

    [Test]
    public void CutmixsBoxLiesInTheImageAndItsAreaIsThePartnersShare()
    {
        const int size = 9;
        foreach (var mix in Many(null, new CutMixOptions(1, 1), 0..5, size).OfType<ImageMix>())
        {
            var box = mix.Box!.Value;
            Assert.That((box.Top, box.Left, box.Height, box.Width), Is.EqualTo((Math.Clamp(box.Top, 0, size), Math.Clamp(box.Left, 0, size), Math.Max(0, box.Height), Math.Max(0, box.Width))));
            Assert.That((box.Top + box.Height, box.Left + box.Width), Is.LessThanOrEqualTo((size, size)));
            Assert.That(mix.Share, Is.EqualTo(1 - box.Height * box.Width / 81.0).Within(1e-12));
        }
    }

    // The authors' rand_bbx for a 32×32 image: side int(32·√(1 − λ)), halved, about (x, y), cut at the edges.
    [TestCase(0.75, 16, 16, 8, 8, 16, 16)]
    [TestCase(0.75, 0, 16, 0, 8, 8, 16)]
    [TestCase(0.75, 31, 31, 23, 23, 9, 9)]
    [TestCase(0.0, 16, 16, 0, 0, 32, 32)]
    [TestCase(0.0, 0, 31, 0, 15, 16, 17)]
    [TestCase(1.0, 5, 7, 5, 7, 0, 0)]
    [TestCase(0.9, 10, 10, 5, 5, 10, 10)]
    public void ABoxIsCutAtTheEdges(double share, int y, int x, int top, int left, int height, int width) =>
        Assert.That(CutBox.About(y, x, share, 32), Is.EqualTo(new CutBox(top, left, height, width)));

    [Test]
    public void TheDrawFollowsFromSeedViewAndImage()
    {
        var mixup = new MixupOptions();
        ImageMix? At(long seed, int view, int index) => ImageMix.Draw(mixup, null, ..1000, 32, new CounterRandom(RandomStream.Mixing, seed, view, index));
        Assert.That(At(1, 2, 3), Is.EqualTo(At(1, 2, 3)));
        Assert.That(new[] { At(1, 2, 3), At(2, 2, 3), At(1, 3, 3), At(1, 2, 4) }, Is.Unique);
    }

    private static ImageMix?[] Many(MixupOptions? mixup, CutMixOptions? cutMix, Range? partners = null, int size = 32) =>
        [.. Enumerable.Range(0, Draws).Select(i => ImageMix.Draw(mixup, cutMix, partners ?? ..100, size, new CounterRandom(RandomStream.Mixing, 7, 0, i)))];
}
