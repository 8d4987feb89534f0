using System.Numerics;
using EdgeKd.Data.Checking;

namespace EdgeKd.Data.Tests.Checking.Duplicates;

[TestFixture]
public class LikenessTests
{
    // The same picture, as it comes back from the web.
    private static readonly (string Name, Func<DecodedImage, DecodedImage> Change)[] Copies =
    [
        ("compressed", image => ImageDecoder.Decode(ImageEncoder.Jpeg(image, 40), "jpeg")),
        ("smaller", image => ImageDecoder.ResizeAndCrop(image, image.Height / 2, image.Height / 2)),
        ("larger", image => ImageDecoder.ResizeAndCrop(image, image.Height * 3 / 2, image.Height * 3 / 2, Interpolation.Bicubic)),
        ("brighter", image => Map(image, value => value * 0.9 + 20)),
        ("less contrast", image => Map(image, value => value * 0.7 + 40)),
        ("noisy", image => Noisy(image, 12)),
    ];

    [Test]
    public void A_copy_is_a_near_duplicate_and_its_hash_is_near([Range(1, 20)] int seed)
    {
        var image = BlockPictures.Of(seed, 128);
        foreach (var (name, change) in Copies)
        {
            SmallPicture original = SmallPicture.Of(image), copy = SmallPicture.Of(change(image));
            var likeness = Likeness.Of(original, copy);

            Assert.That(likeness.IsNearDuplicate, $"{name}: {likeness}");
            Assert.That(BitOperations.PopCount(PerceptualHash.Of(original.Grey) ^ PerceptualHash.Of(copy.Grey)), Is.LessThanOrEqualTo(10), name);
        }
    }

    [Test]
    public void Other_pictures_are_none([Range(1, 20)] int seed)
    {
        var likeness = Likeness.Of(SmallPicture.Of(BlockPictures.Of(seed)), SmallPicture.Of(BlockPictures.Of(seed + 1)));

        Assert.That(likeness.IsNearDuplicate, Is.False, $"{likeness}");
    }

    [Test]
    public void Other_colours_are_none()
    {
        var image = BlockPictures.Of(1);
        var negative = Map(image, value => 255 - value);
        byte[] swapped = [.. image.Pixels.Chunk(3).SelectMany(rgb => new[] { rgb[2], rgb[0], rgb[1] })];

        Assert.That(Likeness.Of(SmallPicture.Of(image), SmallPicture.Of(negative)).IsNearDuplicate, Is.False);
        Assert.That(Likeness.Of(SmallPicture.Of(image), SmallPicture.Of(new DecodedImage(32, 32, swapped))).IsNearDuplicate, Is.False);
    }

    // Clear skies grow lighter towards the horizon, all of them: only their noise, and a bird, tells them apart.
    [Test]
    public void Skies_are_alike_and_no_duplicates([Range(1, 10)] int seed)
    {
        SmallPicture first = SmallPicture.Of(Sky(seed, noise: 3)), second = SmallPicture.Of(Sky(seed + 100, noise: 3));
        var likeness = Likeness.Of(first, second);

        Assert.That(likeness.Correlation, Is.GreaterThan(0.95));
        Assert.That(likeness.IsNearDuplicate, Is.False, $"{likeness}");
    }

    // Slides and stamps: the frame is all that they have in common.
    [Test]
    public void Frames_are_alike_and_no_duplicates([Range(1, 10)] int seed)
    {
        SmallPicture first = SmallPicture.Of(Framed(BlockPictures.Of(seed))), second = SmallPicture.Of(Framed(BlockPictures.Of(seed + 100)));
        var likeness = Likeness.Of(first, second);

        Assert.That(likeness.Correlation, Is.GreaterThan(0.9));
        Assert.That(likeness.IsNearDuplicate, Is.False, $"{likeness}");
        Assert.That(Likeness.Of(first, SmallPicture.Of(Noisy(Framed(BlockPictures.Of(seed)), 6))).IsNearDuplicate, Is.True);
    }

    [TestCase(0, true), TestCase(1, true), TestCase(8, false)]
    public void What_shows_nothing_is_plain(int noise, bool isPlain) => Assert.That(SmallPicture.Of(Sky(1, noise)).IsPlain, Is.EqualTo(isPlain));

    [Test]
    public void Only_one_colour_is_blank()
    {
        Assert.That(SmallPicture.Of(Map(Sky(1, 0), _ => 77)).IsBlank, Is.True);
        Assert.That(SmallPicture.Of(Sky(1, 0)).IsBlank, Is.False);
        // Red and green in turn: of one brightness, and of two colours.
        Assert.That(SmallPicture.Of(new DecodedImage(32, 32, [.. Enumerable.Range(0, 32 * 32).SelectMany(i => i % 2 == 0 ? new byte[] { 255, 0, 0 } : [0, 130, 0])])).IsBlank, Is.False);
    }

    [Test]
    public void Thumbnails_correlate_as_their_pictures_do([Range(1, 5)] int seed)
    {
        SmallPicture first = SmallPicture.Of(BlockPictures.Of(seed)), second = SmallPicture.Of(Noisy(BlockPictures.Of(seed), 60));
        Thumbnail a = Thumbnail.Of(first.Grey), b = Thumbnail.Of(second.Grey);

        Assert.That(a.CorrelationWith(a), Is.EqualTo(1).Within(1e-9));
        Assert.That(a.CorrelationWith(b), Is.InRange(Correlation.Of(first.Grey, second.Grey), 1)); // halving takes noise away
        Assert.That(a.CorrelationWith(Thumbnail.Of(new float[32 * 32])), Is.Zero);
    }

    private static DecodedImage Map(DecodedImage image, Func<double, double> change) =>
        new(image.Height, image.Width, Array.ConvertAll(image.Pixels, value => (byte)Math.Clamp(change(value), 0, 255)));

    private static DecodedImage Noisy(DecodedImage image, int most)
    {
        var random = new Random(5);
        return Map(image, value => value + random.Next(-most, most + 1));
    }

    private static DecodedImage Framed(DecodedImage image)
    {
        var pixels = Array.ConvertAll(image.Pixels, value => (byte)(value / 4)); // a dark picture
        for (var i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % 32, y = i / 3 / 32;
            if (Math.Min(Math.Min(x, 31 - x), Math.Min(y, 31 - y)) < 4) pixels[i] = 255;
        }
        return new DecodedImage(32, 32, pixels);
    }

    private static DecodedImage Sky(int seed, int noise)
    {
        var random = new Random(seed);
        var pixels = new byte[32 * 32 * 3];
        for (var y = 0; y < 32; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                var grain = random.Next(-noise, noise + 1);
                for (var c = 0; c < 3; c++) pixels[3 * (32 * y + x) + c] = (byte)(90 + 40 * c + 2 * y + grain);
            }
        }
        return new DecodedImage(32, 32, pixels);
    }
}
