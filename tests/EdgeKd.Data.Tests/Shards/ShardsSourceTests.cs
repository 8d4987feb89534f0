namespace EdgeKd.Data.Tests.Shards;

/// <summary>Shards that others wrote: without an index, with other labels, and damaged.</summary>
[TestFixture]
public class ShardsSourceTests
{
    [TestCase("")]
    [TestCase("set-train-{0000..0001}.tar")]
    public void AFolderOrAPatternIsRead(string pattern)
    {
        using var folder = new TemporaryFolder();
        for (var shard = 0; shard < 2; shard++) folder.Write($"in/set-train-{shard:D4}.tar", Shard(10, i => ("cls", $"{i % 2}"), shard));
        var summary = Prepare(folder, folder["in", pattern]);
        Assert.That((summary.Train.Count, summary.Validation.Count, summary.Test.Count), Is.EqualTo((14, 2, 4)), "what there are no shards of is split off");
        Assert.That(summary.ClassNames, Is.EqualTo(new[] { "0", "1" }));
    }

    [Test]
    public void NamesDecideOnTheParts()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, count) in new[] { ("imagenet-train-0.tar", 8), ("imagenet-val-0.tar", 4), ("imagenet-test-0.tar", 6) })
            folder.Write($"in/{name}", Shard(count, i => ("txt", i % 2 == 0 ? "dog" : "cat")));
        var summary = Prepare(folder, folder["in"]);
        Assert.That((summary.Train.Count, summary.Validation.Count, summary.Test.Count), Is.EqualTo((8, 4, 6)));
        Assert.That(summary.ClassNames, Is.EqualTo(new[] { "cat", "dog" }));
        using var train = PackedImages.Open(folder["out", DataPreparation.TrainFile]);
        Assert.That((train.NameOf(0), train.LabelOf(0)), Is.EqualTo(("imagenet-train-0.tar/0000.png", 1)));
    }

    [Test]
    public void AFileMayNameTheClasses()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a.tar", Shard(20, i => ("json", $$"""{"label": {{i % 2}}}""")));
        folder.Write("in/classes.txt", TarFile.Text("cat\ndog\n"));
        Assert.That(Prepare(folder, folder["in"]).ClassNames, Is.EqualTo(new[] { "cat", "dog" }));
    }

    [TestCase("cls", "0", "speak of 1 classes")]
    [TestCase("cls", "2147483646", "2 to 100000 can be told apart")]
    [TestCase("txt", "cat", "speak of 1 classes")]
    [TestCase("cls", "x", "a.tar")]
    public void LabelsThatMakeNoClassesAreRefused(string extension, string label, string why)
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a.tar", Shard(20, _ => (extension, label)));
        Assert.That(() => Prepare(folder, folder["in"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(why));
    }

    [Test]
    public void ALabelBesideTheClassesIsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a.tar", Shard(20, i => ("cls", $"{i % 3}")));
        folder.Write("in/classes.txt", TarFile.Text("cat\ndog\n"));
        Assert.That(() => Prepare(folder, folder["in"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("of class '2', which is none of the 2"));
    }

    [Test]
    public void NamesAndNumbersDoNotMix()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a.tar", Shard(20, i => i % 2 == 0 ? ("cls", "1") : ("txt", "cat")));
        Assert.That(() => Prepare(folder, folder["in"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("write one kind"));
    }

    [Test]
    public void ADamagedPictureIsNamedOrSkipped()
    {
        using var folder = new TemporaryFolder();
        var files = Files(60, i => ("cls", $"{i % 2}"), 0).ToArray();
        files[6] = (files[6].Name, [1, 2, 3]);
        folder.Write("in/a.tar", TarFile.Of(files));
        Assert.That(() => Prepare(folder, folder["in"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("a.tar/0003.png"));
        foreach (var keep in new[] { "decoded", "encoded" })
        {
            var summary = Prepare(folder, folder["in"], options => options with { OnDamaged = "skip", Keep = keep });
            Assert.That(summary.Skipped.Select(file => file.Name), Is.EqualTo(new[] { "a.tar/0003.png" }));
        }
    }

    [Test]
    public void ACutShardIsNamed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a.tar", Shard(20, i => ("cls", $"{i % 2}"))[..3000]);
        Assert.That(() => Prepare(folder, folder["in"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("the shard a.tar"));
    }

    [TestCase("none")]
    [TestCase("train-{0..3}.tar")]
    [TestCase("index.json")]
    public void WhatIsNotThereIsNamed(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => Prepare(folder, folder[name]), Throws.InstanceOf<Exception>().With.Message.Contains(name == "train-{0..3}.tar" ? "train-0.tar" : name).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void AnotherTimeOrSizeOfAShardIsAnotherFingerprint()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("in/a.tar", Shard(20, i => ("cls", $"{i % 2}")));
        var options = new DataOptions { Kind = "shards", Path = folder["in"], ImageSize = 4 };
        var before = DataPreparation.Fingerprint(options);
        Assert.That(DataPreparation.Fingerprint(options), Is.EqualTo(before));
        Assert.That(DataPreparation.Fingerprint(options with { Keep = "encoded" }), Is.Not.EqualTo(before));
        File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.That(DataPreparation.Fingerprint(options), Is.Not.EqualTo(before));
    }

    private static DataSummary Prepare(TemporaryFolder folder, string path, Func<DataOptions, DataOptions>? change = null)
    {
        var options = new DataOptions { Kind = "shards", Path = path, ImageSize = 4, TestFraction = 0.2, ValidationFraction = 0.1 };
        return DataPreparation.Prepare(change?.Invoke(options) ?? options, folder["out"], 2, null, default);
    }

    private static byte[] Shard(int samples, Func<int, (string Extension, string Text)> label, int seed = 0) => TarFile.Of([.. Files(samples, label, seed)]);

    private static IEnumerable<(string Name, byte[] Bytes)> Files(int samples, Func<int, (string Extension, string Text)> label, int seed)
    {
        for (var i = 0; i < samples; i++)
        {
            yield return ($"{i:D4}.png", ImageEncoder.Png(new DecodedImage(4, 4, [.. Enumerable.Repeat((byte)(i + 100 * seed), 48)])));
            yield return ($"{i:D4}.{label(i).Extension}", TarFile.Text(label(i).Text));
        }
    }
}
