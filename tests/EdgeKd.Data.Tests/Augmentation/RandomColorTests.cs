using EdgeKd.Data.Augmentation;
using EdgeKd.Data.Imaging;
using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Tests.Augmentation;

/// <summary>RandAugment and ColorJitter within the augmenter: what is drawn, from which numbers, and what is refused.</summary>
[TestFixture]
public class RandomColorTests
{
    private const int Size = 32;
    private static readonly NormalizationTable Bytes = new(new Normalization([0, 0, 0], [1 / 255f, 1 / 255f, 1 / 255f]));

    private static readonly AugmentationOptions[] Kinds =
    [
        new() { RandAugment = new RandAugmentOptions() },
        new() { ColorJitter = new ColorJitterOptions(0.4, 0.4, 0.4, 0.1) },
        new() { RandAugment = new RandAugmentOptions(1, 30), ColorJitter = new ColorJitterOptions(Hue: 0.5), RandomErasing = new RandomErasingOptions(), HorizontalFlip = true, CropPadding = 2 },
    ];

    [TestCaseSource(nameof(Kinds))]
    public void AnImageFollowsFromItsNumbersAlone(AugmentationOptions options)
    {
        using var _ = Assert.EnterMultipleScope();
        var one = new ImageAugmenter(options, Size, Size, Size, Bytes);
        var used = new ImageAugmenter(options, Size, Size, Size, Bytes);
        HashSet<string> seen = [];
        for (var index = 0; index < 50; index++)
        {
            var (alone, after) = (Apply(one, index), Apply(used, index));
            Apply(used, index + 1000);
            Assert.That(after, Is.EqualTo(alone), $"image {index}");
            Assert.That(alone, Has.All.InRange(0f, 255f));
            seen.Add(string.Join(' ', alone));
        }

        Assert.That(seen, Has.Count.GreaterThan(25));
        Assert.That(Image(), Is.EqualTo(Image()), "the source is left alone");
    }

    [Test]
    public void EachOperationIsDrawnEquallyOften()
    {
        var image = Image();
        var counts = new int[RandAugment.Set.Count];
        var results = RandAugment.Set.Select(operation =>
            new[] { 0.5, -0.5 }.Select(level => Change(i => operation.Apply(i, operation.Signed ? level : 0.5))).ToArray()).ToArray();
        for (var index = 0; index < 2800; index++)
        {
            var random = new CounterRandom(RandomStream.Augmentation, 3, 0, index);
            var changed = Change(i => RandAugment.Apply(new RandAugmentOptions(1, 15), ref random, i));
            var which = Array.FindIndex(results, both => both.Any(result => result.SequenceEqual(changed)));
            Assert.That(which, Is.GreaterThanOrEqualTo(0), "one operation of that strength, in either direction");
            counts[which]++;
        }

        Assert.That(counts, Has.All.InRange(140, 260));

        byte[] Change(Changed change)
        {
            var pixels = image.ToArray();
            change(new PixelImage(pixels, new byte[pixels.Length], Size));
            return pixels;
        }
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new TestCaseData(new AugmentationOptions { RandAugment = new RandAugmentOptions(0) }, "operations");
        yield return new TestCaseData(new AugmentationOptions { RandAugment = new RandAugmentOptions(2, 31) }, "magnitude");
        yield return new TestCaseData(new AugmentationOptions { ColorJitter = new ColorJitterOptions(Brightness: -0.1) }, "colour jitter");
        yield return new TestCaseData(new AugmentationOptions { ColorJitter = new ColorJitterOptions(Hue: 0.6) }, "hue");
        yield return new TestCaseData(new AugmentationOptions { ColorJitter = new ColorJitterOptions(Contrast: double.NaN) }, "colour jitter");
        yield return new TestCaseData(new AugmentationOptions { RandomErasing = new RandomErasingOptions(1.1) }, "probability");
        yield return new TestCaseData(new AugmentationOptions { RandomErasing = new RandomErasingOptions(1, 0.5, 0.4) }, "scale");
        yield return new TestCaseData(new AugmentationOptions { RandomErasing = new RandomErasingOptions(1, 0.1, 0.2, 0) }, "ratio");
    }

    [TestCaseSource(nameof(Refused))]
    public void ASettingOutOfRangeIsNamed(AugmentationOptions options, string word) =>
        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Contains(word));

    private delegate void Changed(PixelImage image);

    private static float[] Apply(ImageAugmenter augmenter, int index)
    {
        var result = new float[Size * Size * 3];
        augmenter.Apply(Image(), new CounterRandom(RandomStream.Augmentation, 1, 0, index), result);
        return result;
    }

    private static byte[] Image()
    {
        var pixels = new byte[Size * Size * 3];
        new Random(4).NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(30 + pixels[i] / 2);
        return pixels;
    }
}
