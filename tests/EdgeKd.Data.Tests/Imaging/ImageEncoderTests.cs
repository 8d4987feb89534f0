namespace EdgeKd.Data.Tests.Imaging;

[TestFixture]
public class ImageEncoderTests
{
    [TestCase(1, 1), TestCase(3, 7), TestCase(64, 48)]
    public void Png_keeps_every_pixel(int height, int width)
    {
        var image = Noise(height, width);

        var decoded = ImageDecoder.Decode(ImageEncoder.Png(image), "png");

        Assert.That((decoded.Height, decoded.Width), Is.EqualTo((height, width)));
        Assert.That(decoded.Pixels, Is.EqualTo(image.Pixels));
    }

    [Test]
    public void Jpeg_keeps_the_colours_of_an_area_and_is_smaller_with_less_quality()
    {
        var red = new DecodedImage(16, 16, [.. Enumerable.Repeat(new byte[] { 200, 30, 60 }, 256).SelectMany(pixel => pixel)]);
        var noise = Noise(64, 64);

        var decoded = ImageDecoder.Decode(ImageEncoder.Jpeg(red, 90), "jpeg");

        Assert.That(decoded.Pixels.Zip(red.Pixels).Select(pair => Math.Abs(pair.First - pair.Second)), Is.All.LessThan(6));
        Assert.That(ImageEncoder.Jpeg(noise, 30), Has.Length.LessThan(ImageEncoder.Jpeg(noise, 90).Length));
    }

    // Noise is what no format can make smaller, so it needs all the room that the encoder is given.
    [Test]
    public void The_worst_picture_fits() => Assert.That(
        new[] { ImageEncoder.Png(Noise(200, 200)).Length, ImageEncoder.Jpeg(Noise(200, 200), 100).Length }, Is.All.InRange(60_000, 164_096));

    [TestCase(0), TestCase(101)]
    public void A_quality_out_of_range_is_refused(int quality) =>
        Assert.That(() => ImageEncoder.Jpeg(Noise(2, 2), quality), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static DecodedImage Noise(int height, int width)
    {
        var pixels = new byte[height * width * 3];
        new Random(7).NextBytes(pixels);
        return new DecodedImage(height, width, pixels);
    }
}
