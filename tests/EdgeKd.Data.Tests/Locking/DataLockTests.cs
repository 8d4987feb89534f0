using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace EdgeKd.Data.Tests.Locking;

[TestFixture]
public class DataLockTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Test]
    public void ALineAnImageSortedByPath()
    {
        using var folder = new TemporaryFolder();
        foreach (var part in new[] { "train", "val", "test" })
        {
            folder.Write($"in/{part}/b/1.bmp", Pictures.Flat(4, 1, 2, 3));
            folder.Write($"in/{part}/a/2.bmp", Pictures.Flat(4, 1, 2, (byte)part.Length));
        }
        DataLock.Take(Options(folder), 2, null, default).Save(folder["data.lock"]);

        var lines = File.ReadAllLines(folder["data.lock"]);
        Assert.That(lines[0], Is.EqualTo("edgekd-data-lock 1"));
        Assert.That(lines[1..].Select(line => string.Join(' ', line.Split('\t')[1..])), Is.EqualTo(new[]
        {
            "102 test a test/a/2.bmp", "102 test b test/b/1.bmp", "102 train a train/a/2.bmp", "102 train b train/b/1.bmp", "102 validation a val/a/2.bmp", "102 validation b val/b/1.bmp",
        }));
        Assert.That(lines[2].Split('\t')[0], Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Pictures.Flat(4, 1, 2, 3)))));
        Assert.That(DataLock.Read(folder["data.lock"]).Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["data.lock"])))));
    }

    [Test]
    public void NeitherPlaceNorTimesNorThreadsMatter()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, 20);
        var first = DataLock.Take(Options(folder), 1, null, default).Sha256;
        Directory.Move(folder["in"], folder["elsewhere"]);
        foreach (var file in Directory.GetFiles(folder["elsewhere"], "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.That(DataLock.Take(Options(folder) with { Path = folder["elsewhere"] }, 5, null, default).Sha256, Is.EqualTo(first));
        folder.Write("elsewhere/a/03.bmp", Pictures.Flat(4, 9, 9, 9));
        Assert.That(DataLock.Take(Options(folder) with { Path = folder["elsewhere"] }, 5, null, default).Sha256, Is.Not.EqualTo(first));
    }

    [Test]
    public void WhatIsReadIsWhatWasWritten([Values] bool compressed)
    {
        using var folder = new TemporaryFolder();
        Fill(folder, 20);
        var taken = DataLock.Take(Options(folder), 2, null, default);
        using (var stream = File.Create(folder["x.lock"]))
        using (var target = compressed ? new GZipStream(stream, CompressionLevel.Fastest) : (Stream)stream) taken.Write(target);
        var read = DataLock.Read(folder["x.lock"]);
        Assert.That(DataLock.IsLock(folder["x.lock"]), Is.True);
        Assert.That(Enumerable.Range(0, read.Count).Select(i => read[i]), Is.EqualTo(Enumerable.Range(0, taken.Count).Select(i => taken[i])));
        Assert.That(read.Sha256, Is.EqualTo(taken.Sha256));
    }

    [Test]
    public void TheDigestStandsForTheFilesInTheFingerprint()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, 20);
        var options = Options(folder);
        var locked = DataLock.Take(options, 2, null, default);
        var key = DataPreparation.Fingerprint(options, locked);
        File.SetLastWriteTimeUtc(folder["in", "a", "03.bmp"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.That(DataPreparation.Fingerprint(options, locked), Is.EqualTo(key));
        folder.Write("in/a/03.bmp", Pictures.Flat(4, 9, 9, 9));
        var changed = DataPreparation.Fingerprint(options, DataLock.Take(options, 2, null, default));
        Assert.That(new[] { key, changed, DataPreparation.Fingerprint(options), DataPreparation.Fingerprint(options with { ImageSize = 8 }, locked) }, Is.Unique);
    }

    [Test]
    public void GeneratedImagesCannotBeLocked() =>
        Assert.That(() => DataLock.Take(new DataOptions(), 1, null, default), Throws.ArgumentException.With.Message.StartsWith("data of kind shapes has no image files to lock"));

    [Test]
    public void ANameThatWouldBreakALineIsRefused()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, 20);
        folder.Write("in/a/tab\there.bmp", Pictures.Flat(4, 0, 0, 0));
        Assert.That(() => DataLock.Take(Options(folder), 1, null, default),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("the path 'a/tab\ufffdhere.bmp' cannot stand in a data.lock"));
    }

    [TestCase("", "it does not begin with 'edgekd-data-lock 1'")]
    [TestCase("edgekd-data-lock 2\n", "it does not begin with 'edgekd-data-lock 1'")]
    [TestCase("edgekd-data-lock 1\n\n", ":2: the line does not hold SHA-256, size, part, class and path, divided by tabs")]
    [TestCase("edgekd-data-lock 1\n%\t1\ttrain\ta\tx\ty\n", ":2: the line does not hold SHA-256, size, part, class and path, divided by tabs")]
    [TestCase("edgekd-data-lock 1\n0%\t1\ttrain\ta\tx\n", ":2: the SHA-256 is not 64 lower-case hexadecimal digits")]
    [TestCase("edgekd-data-lock 1\nABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\t1\ttrain\ta\tx\n", ":2: the SHA-256 is not 64 lower-case hexadecimal digits")]
    [TestCase("edgekd-data-lock 1\n%\t-1\ttrain\ta\tx\n", ":2: the size is no number of bytes")]
    [TestCase("edgekd-data-lock 1\n%\t1 \ttrain\ta\tx\n", ":2: the size is no number of bytes")]
    [TestCase("edgekd-data-lock 1\n%\t99999999999999999999\ttrain\ta\tx\n", ":2: the size is no number of bytes")]
    [TestCase("edgekd-data-lock 1\n%\t1\tholdout\ta\tx\n", ":2: the part is none of train, validation and test")]
    [TestCase("edgekd-data-lock 1\n%\t1\ttrain\t\tx\n", ":2: the class is empty")]
    [TestCase("edgekd-data-lock 1\n%\t1\ttrain\ta\t\n", ":2: the path is empty")]
    [TestCase("edgekd-data-lock 1\n%\t1\ttrain\ta\tx\n%\t1\ttrain\ta\tx\n", ":3: the path does not come after that of the line before")]
    [TestCase("edgekd-data-lock 1\n%\t1\ttrain\ta\ty\n%\t1\ttrain\ta\tx\n", ":3: the path does not come after that of the line before")]
    public void WhatCannotBeUsedIsNamedByItsLine(string text, string message)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.Replace("%", Digest, StringComparison.Ordinal)));
        Assert.That(() => DataLock.Read(stream, "data.lock"), Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith(message[0] == ':' ? $"data.lock{message}" : $"data.lock: {message}").And.Message.Contains("edgekd data lock"));
    }

    [Test]
    public void ADamagedArchiveIsNamed()
    {
        using var stream = new MemoryStream([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Assert.That(() => DataLock.Read(stream, "data.lock.gz"), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("data.lock.gz: "));
    }

    private static DataOptions Options(TemporaryFolder folder) => new() { Kind = "image-folder", Path = folder["in"], ImageSize = 4 };

    private static void Fill(TemporaryFolder folder, int perClass)
    {
        for (var i = 0; i < perClass; i++)
        {
            folder.Write($"in/a/{i:D2}.bmp", Pictures.Flat(4, (byte)i, 0, 0));
            folder.Write($"in/b/{i:D2}.bmp", Pictures.Flat(4, 0, (byte)i, 0));
        }
    }
}
