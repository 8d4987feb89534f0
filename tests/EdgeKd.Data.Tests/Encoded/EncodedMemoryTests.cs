using System.Globalization;
using EdgeKd.Data.Tests.Shards;

namespace EdgeKd.Data.Tests.Encoded;

/// <summary>What an epoch of encoded images keeps in memory, of a set and of one ten times as large.</summary>
[TestFixture]
public class EncodedMemoryTests
{
    private const int StoredSize = 64;

    [Test, Category("Soak")]
    public void MemoryDoesNotGrowWithThePixels()
    {
        var bytes = new[] { 1_000, 10_000 }.Select(AnEpochsLiveBytes).ToArray();
        var pixelBytes = 9_000L * 2 * StoredSize * StoredSize * 3;
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"live at most {bytes[0] / 1e6:N2} MB, and {bytes[1] / 1e6:N2} MB of ten times as many images, whose pixels are {pixelBytes / 1e6:N0} MB more; working set {Environment.WorkingSet / 1e6:N0} MB"));
        Assert.That(bytes[1] - bytes[0], Is.LessThan(pixelBytes / 50));
    }

    /// <summary>The most bytes alive on the managed heap while an epoch is read.</summary>
    private static long AnEpochsLiveBytes(int imagesAClass)
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Write(folder["in"], imagesAClass);
        var options = new DataOptions { Kind = "image-folder", Path = folder["in"], ImageSize = StoredSize, Mixed = true };
        Sharding.Write(options, folder["shards"], new ShardingOptions { Samples = 500 }, null, default);
        options = options with { Kind = "shards", Path = folder["shards"], Keep = "encoded" };
        DataPreparation.Prepare(options, folder["out"], 2, null, default);
        using var images = EncodedImages.Open(folder["out", DataPreparation.TrainListFile], options);
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
