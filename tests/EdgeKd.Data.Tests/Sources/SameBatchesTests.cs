using EdgeKd.Data.Tests.Shards;

namespace EdgeKd.Data.Tests.Sources;

/// <summary>The same options give the same batches, byte by byte, wherever the images come from and whatever loads them.</summary>
[TestFixture]
public class SameBatchesTests
{
    private static readonly AugmentationOptions[] Augmentations =
    [
        new() { CropPadding = 1, HorizontalFlip = true, RotationDegrees = 10 },
        new() { RandomResizedCrop = new RandomResizedCropOptions(), HorizontalFlip = true },
        new() { Mixup = new MixupOptions(0.4, 0.5), CutMix = new CutMixOptions(1, 0.5) },
    ];

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Write()
    {
        _folder = new TemporaryFolder();
        ImageFolders.Write(_folder["images"], 30);
        // In another order than the folder's.
        var paths = Directory.GetFiles(_folder["images"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder["images"], path)).OrderDescending(StringComparer.Ordinal);
        File.WriteAllText(_folder["images.csv"], "path,part,label\n" + string.Concat(paths.Select(path => $"{path},{path.Split('/')[0]},{path.Split('/')[1]}\n")));
        foreach (var mixed in new[] { false, true })
            Sharding.Write(Folder(mixed), _folder[$"shards-{mixed}"], new ShardingOptions { Samples = 7 }, null, default);
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void FolderManifestShardsAndDecodedCacheGiveTheSameBatches([Values] bool mixed, [Values(0, 20)] int buffer, [Values(1.0, 0.5)] double fraction)
    {
        DataOptions folder = Folder(mixed) with { TrainFraction = fraction }, shards = Shards(mixed) with { TrainFraction = fraction };
        using var expected = Open(folder, "decoded");
        Assert.That(expected.Count, Is.EqualTo(fraction == 1 ? 54 : 28));
        foreach (var options in new[] { folder, shards, Manifest(mixed) with { TrainFraction = fraction } })
        {
            foreach (var keep in new[] { "decoded", "encoded" })
            {
                using var actual = Open(options, keep);
                Assert.That(actual, keep == "encoded" ? Is.TypeOf<EncodedImages>() : Is.TypeOf<PackedImages>());
                foreach (var augmentation in Augmentations)
                {
                    var loading = new BatchLoaderOptions { BatchSize = 8, Shuffle = true, Seed = 3, ShuffleBuffer = buffer, ShardSamples = 7, ImageSize = 8, Augmentation = augmentation, Threads = 0 };
                    foreach (var threads in new[] { 0, 1, 2, 4 })
                        AssertSameBatches(expected, actual, loading, threads);
                }
            }
        }
    }

    [TestCase("shapes")]
    public void GeneratedImagesGiveTheSameBatchesFromShards(string kind)
    {
        var generated = new DataOptions { Kind = kind, TrainCount = 240, TestCount = 24, Seed = 5, Mixed = true };
        Sharding.Write(generated, _folder[kind], new ShardingOptions { Samples = 50 }, null, default);
        using var expected = Open(generated, "decoded");
        using var actual = Open(generated with { Kind = "shards", Path = _folder[kind] }, "encoded");
        AssertSameBatches(expected, actual, new BatchLoaderOptions { BatchSize = 32, Shuffle = true, ShuffleBuffer = 100, ShardSamples = 50, Threads = 0 }, 2);
    }

    [Test]
    public void AnEncodedEpochGoesOnFromAnyBatch()
    {
        using var set = Open(Shards(mixed: true), "encoded");
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 8, Shuffle = true, ShuffleBuffer = 20, ShardSamples = 7, Augmentation = Augmentations[0] });
        var all = loader.Load(1).ToArray();
        for (var first = 0; first <= loader.BatchCount; first++)
            Assert.That(loader.Load(1, first).SelectMany(batch => batch.Pixels), Is.EqualTo(all.Skip(first).SelectMany(batch => batch.Pixels)));
    }

    private static void AssertSameBatches(IImageSet expected, IImageSet actual, BatchLoaderOptions options, int threads)
    {
        using var first = new BatchLoader(expected, options);
        using var second = new BatchLoader(actual, options with { Threads = threads });
        for (var epoch = 0; epoch < 2; epoch++)
        {
            LoadedBatch[] wanted = [.. first.Load(epoch)], given = [.. second.Load(epoch)];
            Assert.That(given, Has.Length.EqualTo(wanted.Length));
            foreach (var (one, other) in wanted.Zip(given))
            {
                Assert.That(other.Indices, Is.EqualTo(one.Indices));
                Assert.That(other.Labels, Is.EqualTo(one.Labels));
                Assert.That(other.Pixels.AsSpan().SequenceEqual(one.Pixels), "the pixels are the same");
            }
        }
    }

    private DataOptions Folder(bool mixed) => new() { Kind = "image-folder", Path = _folder["images"], ImageSize = 8, StoredSize = 8, Seed = 5, Mixed = mixed };

    private DataOptions Manifest(bool mixed) => Folder(mixed) with { Kind = "manifest", Path = _folder["images.csv"], Roots = [_folder["images"]] };

    private DataOptions Shards(bool mixed) => Folder(mixed) with { Kind = "shards", Path = _folder[$"shards-{mixed}"] };

    private IImageSet Open(DataOptions options, string keep)
    {
        var output = _folder["prepared", Guid.NewGuid().ToString("N")];
        options = options with { Keep = keep };
        DataPreparation.Prepare(options, output, 2, null, default);
        return keep == "encoded"
            ? EncodedImages.Open(Path.Combine(output, DataPreparation.TrainListFile), options)
            : PackedImages.Open(Path.Combine(output, DataPreparation.TrainFile));
    }
}
