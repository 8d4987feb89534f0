using EdgeKd.Data.Tests.Shards;

namespace EdgeKd.Data.Tests.Encoded;

[TestFixture]
public class EncodedImagesTests
{
    [TestCase("image-folder")]
    [TestCase("shards")]
    public void AListReadsAsTheFilesAre(string kind)
    {
        using var folder = new TemporaryFolder();
        var options = Prepare(folder, kind);
        using var images = EncodedImages.Open(folder["out", DataPreparation.TrainListFile], options);
        Assert.That((images.Count, images.Height, images.Width), Is.EqualTo((18, 8, 8)));
        Assert.That(images.ClassNames, Is.EqualTo(new[] { "cat", "dog" }));
        Assert.That(images.NameOf(0), kind == "shards" ? Does.StartWith("train-000000.tar/000000000_train_cat_") : Does.StartWith("train/cat/"));
        Assert.That((images.LabelOf(0), images.LabelOf(17)), Is.EqualTo((0, 1)));
        Assert.That(() => images.LabelOf(18), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => images.CopyPixels(0, new byte[5]), Throws.ArgumentException);
        Assert.That(File.Exists(folder["out", DataPreparation.TrainFile]), Is.False, "nothing is packed");
    }

    [TestCase("image-folder")]
    [TestCase("shards")]
    public void APictureThatHasChangedIsNotLearnedFrom(string kind)
    {
        using var folder = new TemporaryFolder();
        var options = Prepare(folder, kind);
        using var images = EncodedImages.Open(folder["out", DataPreparation.TrainListFile], options);
        var pixels = new byte[8 * 8 * 3];
        foreach (var file in Directory.GetFiles(options.Path!, "*", SearchOption.AllDirectories).Where(file => file.Contains("train", StringComparison.Ordinal)))
        {
            var bytes = File.ReadAllBytes(file);
            if (kind == "shards")
                for (var i = 512; i < bytes.Length; i += 64) bytes[i] ^= 1;
            else bytes[^1] ^= 1;
            File.WriteAllBytes(file, bytes);
        }
        Assert.That(() => images.CopyPixels(3, pixels), Throws.TypeOf<InvalidDataException>().With.Message.Contains(images.NameOf(3)).And.Message.Contains("another one than when the data was prepared"));
    }

    [Test]
    public void AMissingFileIsNamed()
    {
        using var folder = new TemporaryFolder();
        var options = Prepare(folder, "image-folder");
        using var images = EncodedImages.Open(folder["out", DataPreparation.TrainListFile], options);
        Directory.Delete(Path.Combine(options.Path!, "train", "cat"), recursive: true);
        Assert.That(() => images.CopyPixels(0, new byte[8 * 8 * 3]), Throws.InstanceOf<IOException>().With.Message.Contains("cat"));
    }

    [Test]
    public void TheListDoesNotSayWhereTheImagesLie()
    {
        using var folder = new TemporaryFolder();
        var options = Prepare(folder, "image-folder");
        var list = File.ReadAllBytes(folder["out", DataPreparation.TrainListFile]);
        Directory.Move(options.Path!, folder["moved"]);
        var moved = options with { Path = folder["moved"] };
        DataPreparation.Prepare(moved, folder["again"], 1, null, default);
        Assert.That(File.ReadAllBytes(folder["again", DataPreparation.TrainListFile]), Is.EqualTo(list));
        using var images = EncodedImages.Open(folder["out", DataPreparation.TrainListFile], moved);
        Assert.That(() => images.CopyPixels(0, new byte[8 * 8 * 3]), Throws.Nothing);
    }

    [Test]
    public void EveryDamageToAListIsFound()
    {
        using var folder = new TemporaryFolder();
        var options = Prepare(folder, "shards");
        var path = folder["out", DataPreparation.TrainListFile];
        var list = File.ReadAllBytes(path);
        for (var i = 0; i < list.Length; i += 3)
        {
            var damaged = (byte[])list.Clone();
            damaged[i] ^= 0x40;
            AssertRefused(damaged);
        }
        for (var length = 0; length < list.Length; length += 41) AssertRefused(list[..length]);

        void AssertRefused(byte[] bytes)
        {
            File.WriteAllBytes(path, bytes);
            Assert.That(() => EncodedImages.Open(path, options), Throws.TypeOf<InvalidDataException>().With.Message.Contains(DataPreparation.TrainListFile));
        }
    }

    [TestCase("shapes")]
    public void WhatHasNoPicturesIsNotKeptEncoded(string kind)
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            () => DataPreparation.Prepare(new DataOptions { Kind = kind, TrainCount = 24, TestCount = 12, Keep = "encoded" }, folder["out"], 1, null, default),
            Throws.ArgumentException.With.Message.Contains("keep encoded"));
    }

    private static DataOptions Prepare(TemporaryFolder folder, string kind)
    {
        ImageFolders.Write(folder["in"], 10);
        var options = new DataOptions { Kind = "image-folder", Path = folder["in"], ImageSize = 8, Keep = "encoded" };
        if (kind == "shards")
        {
            Sharding.Write(options, folder["shards"], new ShardingOptions { Samples = 5 }, null, default);
            options = options with { Kind = kind, Path = folder["shards"] };
        }
        DataPreparation.Prepare(options, folder["out"], 2, null, default);
        return options;
    }
}
