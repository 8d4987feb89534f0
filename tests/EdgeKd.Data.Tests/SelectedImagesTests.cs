namespace EdgeKd.Data.Tests;

[TestFixture]
public class SelectedImagesTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void SpreadTakesAboutItsShareOfEveryClassWhateverTheOrder(bool sorted)
    {
        var images = new MemoryImages(4000, 1, 1, 10) { Label = i => sorted ? i / 400 : i % 10 };
        using var sample = SelectedImages.Spread(images, 250);
        Assert.That(sample.Count, Is.EqualTo(250));
        Assert.That(PerClass(sample), Has.Length.EqualTo(10).And.All.InRange(20, 30));
    }

    [TestCase(120, 60, 5)]
    [TestCase(120, 61, 5)]
    [TestCase(1000, 512, 12)]
    [TestCase(10, 3, 5)]
    public void StratifiedTakesTheShareOfEveryClassRoundedUpOrDown(int count, int most, int classes)
    {
        // Class k has k + 1 times as many images as class 0.
        var images = new MemoryImages(count, 1, 1, classes) { Label = i => Enumerable.Range(0, classes).First(k => i % (classes * (classes + 1) / 2) < (k + 1) * (k + 2) / 2) };
        using var sample = SelectedImages.Stratified(images, most, 3);

        Assert.That(sample.Count, Is.EqualTo(most));
        foreach (var k in Enumerable.Range(0, classes))
        {
            var share = (double)most * Enumerable.Range(0, count).Count(i => images.LabelOf(i) == k) / count;
            Assert.That(Enumerable.Range(0, most).Count(i => sample.LabelOf(i) == k), Is.InRange(Math.Floor(share - 0.5), Math.Ceiling(share + 0.5)), $"class {k}");
        }
    }

    [Test]
    public void StratifiedFollowsFromTheSeedAlone()
    {
        var images = new MemoryImages(300, 1, 1);
        Assert.That(Names(1), Is.EqualTo(Names(1)).And.Unique);
        Assert.That(Names(2), Is.Not.EqualTo(Names(1)));

        string[] Names(long seed)
        {
            using var sample = SelectedImages.Stratified(images, 60, seed);
            return [.. Enumerable.Range(0, sample.Count).Select(sample.NameOf)];
        }
    }

    [Test]
    public void ASmallSetIsTakenWholeAndInOrder()
    {
        var images = new MemoryImages(5, 2, 2);
        byte[] expected = new byte[12], actual = new byte[12];
        images.CopyPixels(3, expected);
        foreach (var sample in new[] { SelectedImages.Spread(images, 250), SelectedImages.Stratified(images, 250, 1) })
        {
            sample.CopyPixels(3, actual);
            Assert.That(Enumerable.Range(0, sample.Count).Select(sample.NameOf), Is.EqualTo(Enumerable.Range(0, 5).Select(i => $"image {i}")));
            Assert.That(actual, Is.EqualTo(expected));
            Assert.That((sample.Height, sample.Width, sample.ClassNames), Is.EqualTo((2, 2, images.ClassNames)));
        }
    }

    [TestCase(-1)]
    [TestCase(2)]
    public void AnIndexOutOfRangeIsRefused(int index)
    {
        using var sample = SelectedImages.Spread(new MemoryImages(5, 2, 2), 2);
        Assert.That(() => sample.LabelOf(index), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static int[] PerClass(IImageSet images) => [.. Enumerable.Range(0, images.Count).CountBy(images.LabelOf).Select(pair => pair.Value)];
}
