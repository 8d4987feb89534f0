using EdgeKd.Pipeline.Teachers.Checking;

namespace EdgeKd.Pipeline.Tests.Teachers.Checking;

[TestFixture]
public class SampledImagesTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void Every_class_has_about_its_share_whatever_the_order(bool sorted)
    {
        using var images = new LabelledImages(10, [.. Enumerable.Range(0, 4000).Select(i => sorted ? i / 400 : i % 10)]);
        using var sample = new SampledImages(images, 250);

        var counts = Enumerable.Range(0, sample.Count).CountBy(sample.LabelOf).Select(pair => pair.Value).ToArray();

        Assert.That(sample.Count, Is.EqualTo(250));
        Assert.That(counts, Has.Length.EqualTo(10).And.All.InRange(20, 30));
    }

    [Test]
    public void A_small_set_is_taken_whole_and_in_order()
    {
        using var images = new LabelledImages(3, [0, 1, 2, 0, 1]);
        using var sample = new SampledImages(images, 250);
        var pixels = new byte[3];
        sample.CopyPixels(3, pixels);

        Assert.That(Enumerable.Range(0, sample.Count).Select(sample.NameOf), Is.EqualTo(new[] { "0", "1", "2", "3", "4" }));
        Assert.That(pixels, Is.EqualTo(new byte[] { 3, 3, 3 }));
    }
}
