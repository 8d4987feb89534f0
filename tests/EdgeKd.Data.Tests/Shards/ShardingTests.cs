using System.Formats.Tar;
using System.Security.Cryptography;
using EdgeKd.Data.Shards;

namespace EdgeKd.Data.Tests.Shards;

[TestFixture]
public class ShardingTests
{
    [Test]
    public void EveryImageIsInAShardAsItWas()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Write(folder["in"], 10);
        var index = Write(folder, folder["out"], new ShardingOptions { Samples = 4 });
        Assert.That(index.Train.Select(shard => (shard.Name, shard.Samples)), Is.EqualTo(new[]
        {
            ("train-000000.tar", 4), ("train-000001.tar", 4), ("train-000002.tar", 4), ("train-000003.tar", 4), ("train-000004.tar", 2),
        }));
        Assert.That((index.Validation.Sum(shard => shard.Samples), index.Test.Sum(shard => shard.Samples)), Is.EqualTo((2, 6)));
        var written = index.All.SelectMany(shard => Pictures(folder["out", shard.Name])).Select(Convert.ToHexString);
        var files = Directory.GetFiles(folder["in"], "*", SearchOption.AllDirectories).Select(file => Convert.ToHexString(File.ReadAllBytes(file)));
        Assert.That(written, Is.EquivalentTo(files));
    }

    [Test]
    public void TheIndexHasEachShardsSizeAndDigest()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Write(folder["in"], 10);
        Write(folder, folder["out"], new ShardingOptions());
        foreach (var shard in ShardIndex.Read(folder["out", ShardIndex.FileName]).All)
        {
            var bytes = File.ReadAllBytes(folder["out", shard.Name]);
            Assert.That((shard.SizeBytes, shard.Sha256), Is.EqualTo((bytes.LongLength, Convert.ToHexStringLower(SHA256.HashData(bytes)))));
        }
    }

    [Test]
    public void TheSameImagesGiveTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Write(folder["in"], 10);
        var digests = new[] { "a", "b" }.Select(name => Write(folder, folder[name], new ShardingOptions()).All.Select(shard => shard.Sha256).ToArray()).ToArray();
        Assert.That(digests[1], Is.EqualTo(digests[0]));
        Assert.That(Directory.GetFiles(folder["a"]).Select(path => Path.GetFileName(path)).Order(),
            Is.EqualTo(new[] { "index.json", "test-000000.tar", "train-000000.tar", "validation-000000.tar" }), "no temporary file stays");
    }

    [Test]
    public void MixedTrainingImagesAreOfAllClassesEverywhere()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Write(folder["in"], 50);
        Write(folder, folder["out"], new ShardingOptions { Samples = 30 }, mixed: true);
        foreach (var shard in new[] { "train-000000.tar", "train-000001.tar" })
        {
            using var stream = File.OpenRead(folder["out", shard]);
            Assert.That(ShardSamples.Read(stream).Count(sample => sample.Label.Number == 0), Is.InRange(8, 22));
        }
    }

    [Test]
    public void AShardEndsBeforeItIsTooLarge()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "train/a/1", "train/a/2", "train/b/1", "train/b/2", "test/a/1", "test/b/1", "validation/a/1", "validation/b/1" })
            folder.Write($"in/{name}.bmp", EdgeKd.Data.Tests.Pictures.Flat(400, 1, 2, 3)); // 480,054 bytes
        var index = Write(folder, folder["out"], new ShardingOptions { SizeMb = 1 });
        Assert.That(index.Train.Select(shard => shard.Samples), Is.EqualTo(new[] { 2, 2 }));
    }

    [Test]
    public void ShardsAreNotPutBesideOthers()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Write(folder["in"], 10);
        folder.Write("out/old.tar", []);
        Assert.That(() => Write(folder, folder["out"], new ShardingOptions()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("old.tar is there already"));
        Assert.That(Directory.GetFiles(folder["out"]), Has.Length.EqualTo(1));
    }

    [TestCase(0, 1)]
    [TestCase(1_000_001, 1)]
    [TestCase(1, 0)]
    [TestCase(1, 65_537)]
    public void ImpossibleSizesAreRefused(int samples, int sizeMb) =>
        Assert.That(new ShardingOptions { Samples = samples, SizeMb = sizeMb }.Validate, Throws.ArgumentException);

    [Test]
    public void OthersReadWhatIsWritten()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Write(folder["in"], 10);
        Write(folder, folder["out"], new ShardingOptions());
        using var tar = new TarReader(File.OpenRead(folder["out", "test-000000.tar"]));
        List<string> names = [];
        while (tar.GetNextEntry() is { } entry) names.Add(entry.Name);
        Assert.That(names.Take(2), Is.EqualTo(new[] { "000000000_test_cat_0000.bmp", "000000000_test_cat_0000.cls" }));
        Assert.That(names, Has.Count.EqualTo(12));
    }

    private static ShardIndex Write(TemporaryFolder folder, string output, ShardingOptions options, bool mixed = false) =>
        Sharding.Write(new DataOptions { Kind = "image-folder", Path = folder["in"], Mixed = mixed }, output, options, null, default);

    private static IEnumerable<byte[]> Pictures(string shard)
    {
        var bytes = File.ReadAllBytes(shard);
        return ShardSamples.Read(new MemoryStream(bytes)).Select(sample => bytes[(int)sample.Image.Offset..(int)(sample.Image.Offset + sample.Image.SizeBytes)]);
    }
}
