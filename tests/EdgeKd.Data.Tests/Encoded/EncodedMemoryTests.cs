using System.Globalization;
using EdgeKd.Data.Tests.Shards;

namespace EdgeKd.Data.Tests.Encoded;

/// <summary>What an epoch of encoded images keeps in memory, of a set and of one ten times as large.</summary>
[TestFixture, Category("Soak")]
public class EncodedMemoryTests
{
    private const int StoredSize = 64, ImagesAClass = 500, More = 10;
    private const long PixelBytesMore = (More - 1) * ImagesAClass * 2L * StoredSize * StoredSize * 3;

    private TemporaryFolder _folder = null!;

    // Before anything is measured: packing rents buffers, which the pool keeps.
    [OneTimeSetUp]
    public void Prepare()
    {
        _folder = new TemporaryFolder();
        foreach (var images in new[] { ImagesAClass, More * ImagesAClass })
        {
            ImageFolders.Write(_folder[$"in-{images}"], images);
            var options = new DataOptions { Kind = "image-folder", Path = _folder[$"in-{images}"], ImageSize = StoredSize, Mixed = true };
            Sharding.Write(options, Shards(images).Path!, new ShardingOptions { Samples = 500 }, null, default);
            DataPreparation.Prepare(Shards(images), _folder[$"out-{images}"], 2, null, default);
        }
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void MemoryDoesNotGrowWithThePixels()
    {
        long few = AnEpochsLiveBytes(ImagesAClass), many = AnEpochsLiveBytes(More * ImagesAClass);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"live at most {few / 1e6:N2} MB, and {many / 1e6:N2} MB of {More} times as many images, whose pixels are {PixelBytesMore / 1e6:N0} MB more"));
        Assert.That(many - few, Is.LessThan(PixelBytesMore / 50));
    }

    private DataOptions Shards(int images) => new() { Kind = "shards", Path = _folder[$"shards-{images}"], ImageSize = StoredSize, Keep = "encoded" };

    /// <summary>The most bytes alive on the managed heap while an epoch is read.</summary>
    private long AnEpochsLiveBytes(int imagesAClass)
    {
        using var images = EncodedImages.Open(_folder[$"out-{imagesAClass}", DataPreparation.TrainListFile], Shards(imagesAClass));
        // Without threads: how many batches lie ready at the time is not what is asked for.
        using var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 8, Shuffle = true, ShuffleBuffer = 1000, ShardSamples = 500, Threads = 0 });
        var most = 0L;
        foreach (var (number, _) in loader.Load(0).Index())
        {
            if (number % 50 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }
        return most;
    }
}
