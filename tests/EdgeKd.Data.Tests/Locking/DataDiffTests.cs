using System.Security.Cryptography;
using System.Text;

namespace EdgeKd.Data.Tests.Locking;

[TestFixture]
public class DataDiffTests
{
    // Path, contents, class and part of each image.
    private const string Before = "1.jpg one cat train|2.jpg two cat train|3.jpg three dog test";

    [TestCase(Before, "")]
    [TestCase("1.jpg one cat train|2.jpg two cat train|3.jpg three dog test|4.jpg four dog test", "Added 4.jpg")]
    [TestCase("1.jpg one cat train|3.jpg three dog test", "Removed 2.jpg")]
    [TestCase("1.jpg one cat train|2.jpg two dog train|3.jpg three dog test", "Relabelled 2.jpg")]
    [TestCase("1.jpg one cat train|2.jpg two cat test|3.jpg three dog test", "Moved 2.jpg")]
    [TestCase("1.jpg one cat train|3.jpg three dog test|9.jpg two cat train", "Moved 9.jpg")]
    [TestCase("1.jpg one cat train|3.jpg three dog test|dog/2.jpg two dog train", "Relabelled dog/2.jpg")]
    [TestCase("1.jpg one cat train|2.jpg TWO cat train|3.jpg three dog test", "Changed 2.jpg")]
    [TestCase("1.jpg two cat train|2.jpg one cat train|3.jpg three dog test", "Changed 1.jpg, Changed 2.jpg")]
    [TestCase("1.jpg one cat train|3.jpg three dog test|8.jpg two cat train|9.jpg two cat train", "Added 9.jpg, Moved 8.jpg")]
    [TestCase("", "Removed 1.jpg, Removed 2.jpg, Removed 3.jpg")]
    [TestCase("0.jpg zero cat train|2.jpg two dog test", "Added 0.jpg, Removed 1.jpg, Removed 3.jpg, Relabelled 2.jpg")]
    public void EachImageThatDiffersIsListedOnce(string after, string changes)
    {
        var diff = DataDiff.Of(Lock(Before), Lock(after));
        Assert.That(string.Join(", ", diff.Changes.Select(change => $"{change.Kind} {change.Path}")), Is.EqualTo(changes));
        Assert.That(diff.UnchangedCount, Is.EqualTo(3 - diff.Changes.Count(change => change.Before is not null)));
        Assert.That(diff.Counts.Values.Sum(), Is.EqualTo(diff.Changes.Count));
    }

    [Test]
    public void PartsAreComparedWhereThatIsAskedFor()
    {
        var after = Lock(Before.Replace("train", "validation", StringComparison.Ordinal));
        Assert.That(DataDiff.Of(Lock(Before), after).Counts[DataChangeKind.Moved], Is.EqualTo(2));
        Assert.That(DataDiff.Of(Lock(Before), after, comparesParts: false).Changes, Is.Empty);
    }

    [Test]
    public void AListingIsComparedBySize()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 40; i++) folder.Write($"{"ab"[i % 2]}/{i}.bmp", [(byte)i]);
        var options = new DataOptions { Kind = "image-folder", Path = folder.Path };
        var locked = DataLock.Take(options, 2, null, default);
        folder.Write("a/0.bmp", [77]);
        Assert.That(DataDiff.Of(locked, DataLock.List(options, default)).Changes, Is.Empty, "contents are not read");
        Assert.That(() => DataDiff.Of(locked, DataLock.List(options, default)).RequireNone("x"), Throws.Nothing);
        folder.Write("a/0.bmp", [77, 77]);
        Assert.That(DataDiff.Of(locked, DataLock.List(options, default)).Changes.Single().Kind, Is.EqualTo(DataChangeKind.Changed));
    }

    [Test]
    public void TheFirstThreeAreNamedInOneLine() =>
        Assert.That(() => DataDiff.Of(Lock(Before), Lock("0.jpg zero cat train|2.jpg two dog test")).RequireNone("data.lock"), Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith("the images are not those of data.lock: 4 differ (0.jpg added, 1.jpg removed, 3.jpg removed, ...); see edgekd data diff data.lock RECIPE").And.Message.Not.Contains("\n"));

    private static DataLock Lock(string images)
    {
        var lines = images.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(image => image.Split(' '))
            .Select(image => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image[1])))}\t{image[1].Length}\t{image[3]}\t{image[2]}\t{image[0]}\n");
        return DataLock.Read(new MemoryStream(Encoding.UTF8.GetBytes("edgekd-data-lock 1\n" + string.Concat(lines))), "lock");
    }
}
