using EdgeKd.Data.Augmentation;
using EdgeKd.Data.Imaging;
using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Tests.Augmentation;

[TestFixture]
public class ImageAugmenterTests
{
    private static readonly NormalizationTable Bytes = new(new Normalization([0, 0, 0], [1 / 255f, 1 / 255f, 1 / 255f]));

    [TestCase(8, 8, 8, 2)]
    [TestCase(8, 8, 8, 4)]
    [TestCase(8, 8, 8, 12)]
    [TestCase(10, 12, 8, 1)]
    public void ACropIsAWindowOfThePaddedImage(int height, int width, int size, int padding)
    {
        var image = Image(height, width);
        HashSet<string> seen = [];
        for (var index = 0; index < 60; index++)
        {
            var result = Apply(new AugmentationOptions { CropPadding = padding }, image, height, width, size, index);
            var match = (from top in Enumerable.Range(-padding, height + 2 * padding - size + 1)
                         from left in Enumerable.Range(-padding, width + 2 * padding - size + 1)
                         where result.SequenceEqual(Window(image, height, width, top, left, size))
                         select (top, left)).ToArray();
            Assert.That(match, Is.Not.Empty, $"index {index} is no window");
            seen.Add(string.Join(' ', result));
        }
        Assert.That(seen, Has.Count.GreaterThan(2), "the window moves");
    }

    [Test]
    public void AFlipMirrorsHalfOfTheImages()
    {
        var image = Image(6, 6);
        var mirrored = 0;
        for (var index = 0; index < 400; index++)
        {
            var result = Apply(new AugmentationOptions { HorizontalFlip = true }, image, 6, 6, 6, index);
            if (result.SequenceEqual(Window(image, 6, 6, 0, 0, 6))) continue;
            for (var y = 0; y < 6; y++)
            for (var x = 0; x < 6; x++)
            for (var c = 0; c < 3; c++)
                Assert.That(result[(y * 6 + x) * 3 + c], Is.EqualTo((float)image[(y * 6 + 5 - x) * 3 + c]));
            mirrored++;
        }
        Assert.That(mirrored, Is.InRange(140, 260));
    }

    [TestCase(7, 7, 17.0)]
    [TestCase(8, 6, -33.3)]
    [TestCase(9, 9, 90.0)]
    [TestCase(9, 9, 0.0)]
    [TestCase(8, 8, 180.0)]
    public void ARotationIsThatOfANaiveOne(int height, int width, double degrees)
    {
        var image = Image(height, width);
        var rotated = new byte[image.Length];
        ImageRotation.Rotate(image, height, width, degrees, rotated);
        var angle = degrees * Math.PI / 180;
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
        {
            // Up is positive here, as on paper: the point that comes to (right, up) lay at the angle back.
            double right = x - (width - 1) / 2.0, up = (height - 1) / 2.0 - y;
            double fromRight = right * Math.Cos(-angle) - up * Math.Sin(-angle), fromUp = right * Math.Sin(-angle) + up * Math.Cos(-angle);
            double fx = fromRight + (width - 1) / 2.0, fy = (height - 1) / 2.0 - fromUp;
            for (var c = 0; c < 3; c++)
            {
                var expected = 0.0;
                for (var j = 0; j < height; j++)
                for (var i = 0; i < width; i++)
                    expected += image[(j * width + i) * 3 + c] * Math.Max(0, 1 - Math.Abs(fx - i)) * Math.Max(0, 1 - Math.Abs(fy - j));
                Assert.That((double)rotated[(y * width + x) * 3 + c], Is.EqualTo(expected).Within(0.6), $"{y}, {x}");
            }
        }
    }

    [Test]
    public void AQuarterTurnGoesCounterClockwise()
    {
        var image = new byte[27];
        image[5 * 3] = 200; // the middle of the right side
        var rotated = new byte[27];
        ImageRotation.Rotate(image, 3, 3, 90, rotated);
        Assert.That(rotated[1 * 3], Is.EqualTo(200), "is now the middle of the top");
    }

    [TestCase(32, 32)]
    [TestCase(5, 200)]
    [TestCase(200, 5)]
    [TestCase(1, 1)]
    public void ARandomRegionLiesInTheImage(int height, int width)
    {
        var options = new RandomResizedCropOptions();
        for (var index = 0; index < 2000; index++)
        {
            var random = new CounterRandom(RandomStream.Augmentation, 1, 2, index);
            var region = RandomCropRegion.Draw(options, height, width, ref random);
            Assert.That(region is { Top: >= 0, Left: >= 0, Height: > 0, Width: > 0 } && region.Top + region.Height <= height && region.Left + region.Width <= width, $"{region}");
        }
    }

    [Test]
    public void AllAtOnceDependsOnTheKeyAlone()
    {
        var options = new AugmentationOptions { CropPadding = 2, HorizontalFlip = true, RotationDegrees = 20 };
        var image = Image(8, 8);
        var augmenter = new ImageAugmenter(options, 8, 8, 8, Bytes);
        float[] first = new float[192], other = new float[192], again = new float[192];
        augmenter.Apply(image, new CounterRandom(RandomStream.Augmentation, 1, 1, 1), first);
        augmenter.Apply(image, new CounterRandom(RandomStream.Augmentation, 1, 1, 2), other);
        augmenter.Apply(image, new CounterRandom(RandomStream.Augmentation, 1, 1, 1), again);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [TestCase(-1, 0, false)]
    [TestCase(0, -1, false)]
    [TestCase(0, 181, false)]
    [TestCase(0, double.NaN, false)]
    [TestCase(2, 0, true)]
    public void OptionsOutOfRangeAreRefused(int padding, double degrees, bool resized) =>
        Assert.That(() => new AugmentationOptions
        {
            CropPadding = padding, RotationDegrees = degrees, RandomResizedCrop = resized ? new RandomResizedCropOptions() : null,
        }.Validate(), Throws.ArgumentException);

    private static byte[] Image(int height, int width) =>
        [.. Enumerable.Range(0, height * width * 3).Select(i => (byte)(1 + i * 37 % 255))];

    private static float[] Apply(AugmentationOptions options, byte[] image, int height, int width, int size, int index)
    {
        var result = new float[size * size * 3];
        new ImageAugmenter(options, height, width, size, Bytes).Apply(image, new CounterRandom(RandomStream.Augmentation, 4, 0, index), result);
        return [.. result.Select(v => MathF.Round(v))];
    }

    private static IEnumerable<float> Window(byte[] image, int height, int width, int top, int left, int size) =>
        from y in Enumerable.Range(top, size)
        from x in Enumerable.Range(left, size)
        from c in Enumerable.Range(0, 3)
        select y >= 0 && x >= 0 && y < height && x < width ? (float)image[(y * width + x) * 3 + c] : 0f;
}
