using System.Security.Cryptography;
using EdgeKd.Data.Fetching;
using EdgeKd.Data.Tests.Shards;

namespace EdgeKd.Data.Tests.Fetching;

[TestFixture]
public class RemoteShardsTests
{
    private TemporaryFolder _folder = null!;
    private ShardIndex _index = null!;

    [SetUp]
    public void Write()
    {
        _folder = new TemporaryFolder();
        ImageFolders.Write(_folder["in"], 20);
        _index = Sharding.Write(Folder, _folder["server"], new ShardingOptions { Samples = 6 }, null, default);
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [TestCase("decoded")]
    [TestCase("encoded")]
    public void FetchedShardsGiveTheSameBatches(string keep)
    {
        using var server = new FolderServer(_folder["server"]);
        var remote = Remote(server) with { Keep = keep };
        DataPreparation.Prepare(Folder, _folder["local"], 2, null, default);
        DataPreparation.Prepare(remote, _folder["out"], 2, null, default);
        using var expected = PackedImages.Open(_folder["local", DataPreparation.TrainFile]);
        using IImageSet actual = keep == "encoded"
            ? EncodedImages.Open(_folder["out", DataPreparation.TrainListFile], remote)
            : PackedImages.Open(_folder["out", DataPreparation.TrainFile]);
        var options = new BatchLoaderOptions { BatchSize = 8, Shuffle = true, ShuffleBuffer = 12, ShardSamples = 6, Threads = 2 };
        using BatchLoader first = new(expected, options), second = new(actual, options);
        for (var epoch = 0; epoch < 2; epoch++)
            Assert.That(second.Load(epoch).SelectMany(batch => batch.Pixels), Is.EqualTo(first.Load(epoch).SelectMany(batch => batch.Pixels)));
        Assert.That(server.Requests, Is.Unique, "each file is fetched once where all have room");
    }

    [Test]
    public void ACutConnectionIsGoneOnWith()
    {
        using var server = new FolderServer(_folder["server"]);
        server.Cuts["train-000001.tar"] = 3;
        DataPreparation.Prepare(Remote(server), _folder["out"], 2, null, default);
        Assert.That(server.Requests.Count(file => file == "train-000001.tar"), Is.EqualTo(4));
        Assert.That(File.ReadAllBytes(_folder["kept", "train-000001.tar"]), Is.EqualTo(File.ReadAllBytes(_folder["server", "train-000001.tar"])));
        Assert.That(Directory.GetFiles(_folder["kept"], "*.part"), Is.Empty);
    }

    [Test]
    public void AConnectionThatIsAlwaysCutIsToldAndGoneOnWithLater()
    {
        using var server = new FolderServer(_folder["server"]);
        server.Cuts["train-000001.tar"] = int.MaxValue;
        Assert.That(() => DataPreparation.Prepare(Remote(server), _folder["out"], 2, null, default),
            Throws.InstanceOf<IOException>().With.Message.Contains("train-000001.tar").And.Message.Contains("run again to continue").And.Message.Not.Contains("\n"));
        // Four attempts, or four ahead of need and four more.
        Assert.That(new FileInfo(_folder["kept", "train-000001.tar.part"]).Length, Is.AnyOf(4 * server.CutAfterBytes, 8 * server.CutAfterBytes));
        Assert.That(File.Exists(_folder["out", DataPreparation.SummaryFile]), Is.False);
        server.Cuts.Clear();
        DataPreparation.Prepare(Remote(server), _folder["out"], 2, null, default);
        Assert.That(File.Exists(_folder["out", DataPreparation.SummaryFile]));
    }

    [Test]
    public void AMissingShardIsNamed()
    {
        using var server = new FolderServer(_folder["server"]);
        File.Delete(_folder["server", "test-000000.tar"]);
        Assert.That(() => DataPreparation.Prepare(Remote(server), _folder["out"], 2, null, default),
            Throws.InstanceOf<IOException>().With.Message.Contains("test-000000.tar answers 404"));
    }

    [Test]
    public void AnotherShardIsRefusedByItsDigest()
    {
        using var server = new FolderServer(_folder["server"]);
        var bytes = File.ReadAllBytes(_folder["server", "train-000002.tar"]);
        bytes[600] ^= 1;
        File.WriteAllBytes(_folder["server", "train-000002.tar"], bytes);
        Assert.That(() => DataPreparation.Prepare(Remote(server), _folder["out"], 2, null, default),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("train-000002.tar has another SHA-256 than index.json says"));
        Assert.That(File.Exists(_folder["kept", "train-000002.tar"]), Is.False);
    }

    [Test]
    public void AShardThatGoesOnAndOnIsStopped()
    {
        using var server = new FolderServer(_folder["server"]);
        using (var file = File.OpenWrite(_folder["server", "train-000000.tar"])) file.SetLength(50_000_000);
        Assert.That(() => DataPreparation.Prepare(Remote(server), _folder["out"], 2, null, default),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"sends more than the {_index.Train[0].SizeBytes} bytes"));
        Assert.That(new FileInfo(_folder["kept", "train-000000.tar.part"]).Length, Is.LessThanOrEqualTo(_index.Train[0].SizeBytes));
    }

    [Test]
    public void AnotherIndexIsRefused()
    {
        using var server = new FolderServer(_folder["server"]);
        Assert.That(() => DataPreparation.Prepare(Remote(server) with { Sha256 = new string('0', 64) }, _folder["out"], 2, null, default),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("index.json has another SHA-256 than the recipe says"));
    }

    [Test]
    public void NoMoreIsKeptThanThereIsRoomForAndTheNextIsFetchedAhead()
    {
        using var server = new FolderServer(_folder["server"]);
        var names = _index.Train.Select(shard => shard.Name).ToArray();
        var limit = 2 * _index.All.Max(shard => shard.SizeBytes);
        using (var shards = new RemoteShards(new SocketsHttpHandler(), server.AddressOf(ShardIndex.FileName), _index.All, Directory.CreateDirectory(_folder["kept"]).FullName, limit))
        {
            shards.Expect(names, atOnce: 1);
            for (var i = 0; i < names.Length; i++)
            {
                using var handle = shards.Open(names[i]);
                Assert.That(RandomAccess.GetLength(handle), Is.EqualTo(_index.Train[i].SizeBytes));
                Assert.That(shards.KeptBytes, Is.LessThanOrEqualTo(limit));
            }
        }
        Assert.That(Directory.GetFiles(_folder["kept"], "*.tar").Sum(file => new FileInfo(file).Length), Is.LessThanOrEqualTo(limit));
        Assert.That(server.Requests, Is.EqualTo(names), "each once, in order");
    }

    [Test]
    public void AnOrderThatNeedsMoreShardsThanHaveRoomIsRefused()
    {
        using var server = new FolderServer(_folder["server"]);
        using var shards = new RemoteShards(new SocketsHttpHandler(), server.AddressOf(ShardIndex.FileName), _index.All, _folder["kept"], 2 * _index.All.Max(shard => shard.SizeBytes));
        Assert.That(() => shards.Expect([.. _index.Train.Select(shard => shard.Name)], atOnce: 2),
            Throws.ArgumentException.With.Message.Contains("2 shards at once").And.Message.Contains("room for 2"));
    }

    private DataOptions Folder => new() { Kind = "image-folder", Path = _folder["in"], ImageSize = 8, Mixed = true };

    private DataOptions Remote(FolderServer server) => Folder with
    {
        Kind = "shards",
        Path = _folder["kept"],
        Url = server.AddressOf(ShardIndex.FileName).ToString(),
        Sha256 = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_folder["server", ShardIndex.FileName]))),
    };
}
