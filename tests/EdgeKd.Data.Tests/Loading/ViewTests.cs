using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EdgeKd.Data.Tests.Loading;

[TestFixture]
public class ViewTests
{
    private const int ImageLength = 8 * 8 * 3;

    private static readonly BatchLoaderOptions Options = new()
    {
        BatchSize = 16,
        Shuffle = true,
        Seed = 5,
        Threads = 0,
        Augmentation = new AugmentationOptions { CropPadding = 2, HorizontalFlip = true },
    };

    // The digest was taken before there were views: recipes without them go on giving the bytes that they gave.
    [Test]
    public void WithoutViewsTheBytesAreThoseOfTheSeedAndTheEpoch() =>
        Assert.That(Digest(Options, 0, 1, 7), Is.EqualTo("d7a1996610be9a44161903d3ddc6aa7018da13cf782f9672c2ab1ce89a49d547"));

    [Test]
    public void WithoutViewsEveryEpochIsAViewOfItsOwn()
    {
        using var set = new MemoryImages(20, 8, 8);
        using var loader = new BatchLoader(set, Options);
        Assert.That(new[] { 0, 3, 41 }.Select(epoch => loader.Load(epoch).First().Views[0]), Is.EqualTo(new[] { 0, 3, 41 }));
    }

    [TestCase(0, 0)]
    [TestCase(2, 2)]
    [TestCase(3, 0)]
    [TestCase(7, 1)]
    public void WithViewsAnEpochShowsTheViewOfItsRemainder(int epoch, int view)
    {
        using var set = new MemoryImages(50, 8, 8);
        using var loader = new BatchLoader(set, Options with { Views = 3, AugmentationSeed = 11 });
        var ordered = ViewInOrder(set, 11, view);
        foreach (var batch in loader.Load(epoch))
        {
            Assert.That(batch.Views, Is.All.EqualTo(view));
            AssertImages(batch, ordered);
        }
    }

    [Test]
    public void TheOrderFollowsFromTheSeedAndTheChangesFromTheirOwn()
    {
        using var set = new MemoryImages(50, 8, 8);
        using var first = new BatchLoader(set, Options with { Seed = 1, AugmentationSeed = 11, Views = 2 });
        using var second = new BatchLoader(set, Options with { Seed = 2, AugmentationSeed = 11, Views = 2 });
        Assert.That(second.Load(1).SelectMany(b => b.Indices), Is.Not.EqualTo(first.Load(1).SelectMany(b => b.Indices)));
        var ordered = ViewInOrder(set, 11, 1);
        foreach (var batch in first.Load(1).Concat(second.Load(1))) AssertImages(batch, ordered);
    }

    [Test]
    public void ViewsDifferFromEachOtherAndWithTheSeed()
    {
        using var set = new MemoryImages(50, 8, 8);
        Assert.That(new[] { ViewInOrder(set, 11, 0), ViewInOrder(set, 11, 1), ViewInOrder(set, 12, 0) }, Is.Unique);
    }

    [Test]
    public void ABatchSaysWhichViewItIs()
    {
        using var set = new MemoryImages(20, 8, 8);
        using var loader = new BatchLoader(set, Options with { Views = 4, Threads = 2 });
        using var batch = loader.Epoch(6, firstBatch: 1).Single();
        Assert.That(batch.Views, Is.All.EqualTo(2));
        Assert.That(batch.Count, Is.EqualTo(4));
    }

    [Test]
    public void ANegativeNumberOfViewsIsRefused()
    {
        using var set = new MemoryImages(20, 8, 8);
        Assert.That(() => new BatchLoader(set, Options with { Views = -1 }), Throws.ArgumentException.With.Message.Contains("views -1"));
    }

    private static float[] ViewInOrder(IImageSet set, long augmentationSeed, int view)
    {
        using var loader = new BatchLoader(set, Options with { Shuffle = false, AugmentationSeed = augmentationSeed });
        return [.. loader.Load(view).SelectMany(batch => batch.Pixels)];
    }

    private static void AssertImages(LoadedBatch batch, float[] ordered)
    {
        for (var i = 0; i < batch.Indices.Length; i++)
            Assert.That(batch.Pixels.AsSpan(i * ImageLength, ImageLength).SequenceEqual(ordered.AsSpan(batch.Indices[i] * ImageLength, ImageLength)));
    }

    private static string Digest(BatchLoaderOptions options, params int[] epochs)
    {
        using var set = new MemoryImages(50, 8, 8);
        using var loader = new BatchLoader(set, options);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var batch in epochs.SelectMany(epoch => loader.Load(epoch)))
        {
            digest.AppendData(MemoryMarshal.AsBytes(batch.Indices.AsSpan()));
            digest.AppendData(MemoryMarshal.AsBytes(batch.Pixels.AsSpan()));
        }
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
