namespace EdgeKd.Data.Tests;

[TestFixture]
public class ConcatenatedImagesTests
{
    [Test]
    public void TheSecondSetFollowsTheFirst()
    {
        MemoryImages first = new(4, 5, 6), second = new(3, 5, 6);
        using var both = new ConcatenatedImages(first, second);
        Assert.That((both.Count, both.Height, both.Width), Is.EqualTo((7, 5, 6)));
        Assert.That(both.ClassNames, Is.EqualTo(first.ClassNames));
        Assert.That(Enumerable.Range(0, 7).Select(both.LabelOf), Is.EqualTo(new[] { 0, 1, 2, 0, 0, 1, 2 }));
        Assert.That(both.NameOf(5), Is.EqualTo("image 1"));
        byte[] expected = new byte[90], actual = new byte[90];
        second.CopyPixels(2, expected);
        both.CopyPixels(6, actual);
        Assert.That(actual, Is.EqualTo(expected));
    }

    [TestCase(-1)]
    [TestCase(7)]
    [TestCase(int.MaxValue)]
    public void AnIndexOutOfRangeIsRefused(int index)
    {
        using var folder = new TemporaryFolder();
        DataPreparation.Prepare(new DataOptions { TrainCount = 48, TestCount = 12, ImageSize = 8, TrainFraction = 0.5, Unlabelled = ["rest"] }, folder.Path, 1, null, default);
        using var both = new ConcatenatedImages(
            PackedImages.Open(folder[DataPreparation.TrainFile]), PackedImages.OpenUnlabelled(folder[DataPreparation.UnlabelledFile]));
        var beyond = index == 7 ? both.Count : index;
        Assert.That(() => both.LabelOf(beyond), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => both.NameOf(beyond), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => both.CopyPixels(beyond, new byte[192]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void SetsThatDifferAreRefused()
    {
        using var set = new MemoryImages(4, 5, 6);
        Assert.That(() => new ConcatenatedImages(set, new MemoryImages(4, 5, 5)), Throws.ArgumentException.With.Message.Contains("5×5"));
        Assert.That(() => new ConcatenatedImages(set, new MemoryImages(4, 5, 6, classes: 4)), Throws.ArgumentException.With.Message.Contains("c0, c1, c2, c3"));
    }

    [Test]
    public void BatchesMixLabelledAndUnlabelledImages()
    {
        using var folder = new TemporaryFolder();
        DataPreparation.Prepare(new DataOptions { TrainCount = 48, TestCount = 12, ImageSize = 8, TrainFraction = 0.5, Unlabelled = ["rest"] }, folder.Path, 1, null, default);
        using var both = new ConcatenatedImages(
            PackedImages.Open(folder[DataPreparation.TrainFile]), PackedImages.OpenUnlabelled(folder[DataPreparation.UnlabelledFile]));
        using var loader = new BatchLoader(both, new BatchLoaderOptions { BatchSize = both.Count, Shuffle = true, Threads = 0 });
        var batch = loader.Load(0).Single();
        Assert.That(batch.Labels.Count(label => label == -1), Is.EqualTo(12));
        for (var i = 0; i < batch.Indices.Length; i++) Assert.That(batch.Labels[i], Is.EqualTo(both.LabelOf(batch.Indices[i])));
    }
}
