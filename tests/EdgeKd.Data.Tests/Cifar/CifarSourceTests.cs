using System.IO.Compression;
using System.Security.Cryptography;
using EdgeKd.Data.Cifar;

namespace EdgeKd.Data.Tests.Cifar;

[TestFixture]
public class CifarSourceTests
{
    [TestCase("")]
    [TestCase("cifar-10-batches-bin/")]
    public void AFolderIsRead(string inside)
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in CifarFixture.Cifar10()) folder.Write($"in/{inside}{name}", bytes);
        CheckCifar10(folder, new DataOptions { Kind = "cifar10", Path = folder["in"], ValidationFraction = 0.2 });
    }

    [Test]
    public void AnArchiveIsRead()
    {
        using var folder = new TemporaryFolder();
        var archive = CifarFixture.TarGz(CifarFixture.Cifar10().Select(f => new KeyValuePair<string, byte[]>($"../../cifar-10-batches-bin/{f.Key}", f.Value)));
        var path = folder.Write("cifar.tar.gz", archive);
        CheckCifar10(folder, new DataOptions
        {
            Kind = "cifar10", Path = path, Sha256 = Convert.ToHexString(SHA256.HashData(archive)), ValidationFraction = 0.2,
        });
    }

    [Test]
    public void TheFineLabelsOfCifar100Count()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in CifarFixture.Cifar100()) folder.Write($"in/{name}", bytes);
        var summary = Prepare(folder, new DataOptions { Kind = "cifar100", Path = folder["in"] });
        Assert.That(summary.ClassNames, Has.Count.EqualTo(100));
        Assert.That(summary.Test.PerClass, Is.All.EqualTo(2));
    }

    [Test]
    public void AMissingFileIsNamed()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in CifarFixture.Cifar10().Where(f => f.Key != "data_batch_4.bin")) folder.Write($"in/{name}", bytes);
        Assert.That(() => Prepare(folder, new DataOptions { Kind = "cifar10", Path = folder["in"] }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("data_batch_4.bin"));
    }

    [TestCase(3072)]
    [TestCase(1)]
    [TestCase(0)]
    public void AFileOfAnotherLengthIsNamed(int length)
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in CifarFixture.Cifar10()) folder.Write($"in/{name}", name == "data_batch_2.bin" ? new byte[length] : bytes);
        Assert.That(() => Prepare(folder, new DataOptions { Kind = "cifar10", Path = folder["in"] }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("data_batch_2.bin").And.Message.Contains("3073"));
    }

    [Test]
    public void ALabelOutOfRangeIsNamed()
    {
        using var folder = new TemporaryFolder();
        var files = CifarFixture.Cifar10();
        files["test_batch.bin"][3073 * 4] = 10;
        foreach (var (name, bytes) in files) folder.Write($"in/{name}", bytes);
        Assert.That(() => Prepare(folder, new DataOptions { Kind = "cifar10", Path = folder["in"] }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("record 4 of test_batch.bin"));
    }

    [Test]
    public void AnArchiveCutAnywhereIsAnError()
    {
        using var folder = new TemporaryFolder();
        var archive = CifarFixture.TarGz(CifarFixture.Cifar10());
        for (var length = 0; length < archive.Length - 600; length += Math.Max(1, archive.Length / 60))
        {
            var path = folder.Write("cut.tar.gz", archive.AsSpan(0, length));
            Assert.That(() => Prepare(folder, new DataOptions { Kind = "cifar10", Path = path }),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("cut.tar.gz"), $"{length} of {archive.Length} bytes");
        }
    }

    [Test]
    public void AnyChangedByteOfAnArchivesFirstHeaderIsReadOrRefused()
    {
        using var folder = new TemporaryFolder();
        var tar = Unzip(CifarFixture.TarGz(CifarFixture.Cifar10()));
        for (var at = 0; at < 512; at += at < 160 ? 1 : 7) // name, sizes, times, checksum, type; then a sample
        {
            var bytes = (byte[])tar.Clone();
            bytes[at] ^= 0x3F;
            var path = folder.Write("changed.tar.gz", Zip(bytes));
            try
            {
                var files = CifarFiles.Read(CifarFormat.Cifar10, path);
                Assert.That(files, Has.Count.EqualTo(7));
            }
            catch (InvalidDataException e)
            {
                Assert.That(e.Message, Does.Contain("changed.tar.gz"));
            }
        }
    }

    [Test]
    public void AnArchiveOfAnotherDigestIsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("cifar.tar.gz", CifarFixture.TarGz(CifarFixture.Cifar10()));
        Assert.That(() => Prepare(folder, new DataOptions { Kind = "cifar10", Path = path, Sha256 = new string('a', 64) }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(new string('a', 64)));
    }

    [Test]
    public void NothingThereIsAnError()
    {
        using var folder = new TemporaryFolder();
        var options = new DataOptions { Kind = "cifar10", Path = folder["none"] };
        Assert.That(() => Prepare(folder, options), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not exist"));
        Assert.That(() => DataPreparation.Fingerprint(options), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not exist"));
    }

    private static DataSummary Prepare(TemporaryFolder folder, DataOptions options) =>
        DataPreparation.Prepare(options, folder["out"], 2, null, default);

    private static void CheckCifar10(TemporaryFolder folder, DataOptions options)
    {
        var summary = Prepare(folder, options);
        Assert.That((summary.Train.Count, summary.Validation.Count, summary.Test.Count), Is.EqualTo((80, 20, 20)));
        Assert.That(summary.ClassNames, Has.Count.EqualTo(10));
        Assert.That(summary.ClassNames[3], Is.EqualTo("cat"));
        using var test = PackedImages.Open(folder["out", DataPreparation.TestFile]);
        var pixels = new byte[3072];
        test.CopyPixels(13, pixels);
        Assert.That(test.LabelOf(13), Is.EqualTo(3));
        Assert.That(pixels[..6], Is.EqualTo(new byte[] { 200, 201, 202, 138, 139, 140 }));
    }

    private static byte[] Unzip(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var result = new MemoryStream();
        gzip.CopyTo(result);
        return result.ToArray();
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(bytes);
        return result.ToArray();
    }
}
