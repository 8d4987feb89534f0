using EdgeKd.Benchmarks.Runs;
using EdgeKd.Data;

namespace EdgeKd.Benchmarks.Tests.Runs;

/// <summary>The parts of a run do their work on the real interfaces, and again and again.</summary>
[TestFixture]
public class RunPartTests
{
    private string folder = null!;
    private IImageSet images = null!;

    [OneTimeSetUp]
    public void MakeImages()
    {
        folder = Path.Combine(Path.GetTempPath(), $"edgekd-{Guid.NewGuid():N}");
        images = BenchmarkImages.Prepare(Path.Combine(folder, "data"), count: 160);
    }

    [OneTimeTearDown]
    public void DeleteImages()
    {
        images.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void ACacheIsWrittenAnewEachTime()
    {
        using var part = new CacheWriting(images, Path.Combine(folder, "cache"));
        Assert.That(part.Batches, Is.EqualTo(2));
        part.Run(2);
        var whole = new FileInfo(Path.Combine(folder, "cache", "view.cache")).Length;
        part.Run(1);
        Assert.That(new FileInfo(Path.Combine(folder, "cache", "view.cache")).Length, Is.LessThan(whole));
    }

    [Test]
    public void TheLoopTrainsOnEachTime()
    {
        using var part = new CachedTraining(images, images, Path.Combine(folder, "train"));
        var first = part.Train(2, epochs: 2);
        var next = part.Train(2, epochs: 1);
        Assert.That(first.Concat(next).Select(epoch => epoch.Epoch), Is.EqualTo(new[] { 1, 2, 1 }));
        Assert.That(next[0].DistillationLoss, Is.Not.Null.And.Not.EqualTo(first[0].DistillationLoss));
        Assert.That(first.Concat(next).Select(epoch => epoch.LoaderWaitShare), Is.All.InRange(0, 1));
    }

    [Test]
    public void ValidationTakesWholeBatches()
    {
        using var part = new StudentValidation(images);
        Assert.That(part.Batches, Is.EqualTo(2));
        Assert.That(() => part.Run(2), Throws.Nothing);
    }
}
