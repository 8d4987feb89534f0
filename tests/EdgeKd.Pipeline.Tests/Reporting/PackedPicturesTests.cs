using EdgeKd.Data;
using EdgeKd.Pipeline.Reporting;

namespace EdgeKd.Pipeline.Tests.Reporting;

[TestFixture]
public class PackedPicturesTests
{
    [TestCase(32, "image/png", 32)]
    [TestCase(64, "image/png", 64)]
    [TestCase(65, "image/jpeg", 65)]
    [TestCase(192, "image/jpeg", 192)]
    [TestCase(224, "image/jpeg", 192)]
    public void A_picture_is_as_small_as_a_page_needs_it(int side, string mediaType, int expected)
    {
        var picture = new PackedPictures(new Gradients(side)).PictureOf(3);

        Assert.That((picture.MediaType, picture.Width, picture.Height), Is.EqualTo((mediaType, expected, expected)));
        var decoded = ImageDecoder.Decode(picture.Bytes, "picture");
        Assert.That((decoded.Height, decoded.Width), Is.EqualTo((expected, expected)));
    }

    [Test]
    public void Small_pictures_keep_every_pixel()
    {
        var images = new Gradients(32);
        var pixels = new byte[32 * 32 * 3];
        images.CopyPixels(3, pixels);

        Assert.That(ImageDecoder.Decode(new PackedPictures(images).PictureOf(3).Bytes, "picture").Pixels, Is.EqualTo(pixels));
    }

    // Red grows to the right, green downwards: who swaps channels or axes is found out.
    [Test]
    public void Large_ones_keep_their_colours()
    {
        var decoded = ImageDecoder.Decode(new PackedPictures(new Gradients(128)).PictureOf(3).Bytes, "picture");
        byte[] At(int y, int x) => decoded.Pixels[(((y * decoded.Width) + x) * 3)..][..3];

        Assert.That(At(10, 110).Zip(new[] { 110, 10, 3 }).Select(pair => Math.Abs(pair.First - pair.Second)), Is.All.LessThan(12));
    }

    private sealed class Gradients(int side) : IImageSet
    {
        public int Count => 4;

        public int Height => side;

        public int Width => side;

        public IReadOnlyList<string> ClassNames { get; } = ["a", "b"];

        public int LabelOf(int index) => 0;

        public string NameOf(int index) => $"{index}";

        public void CopyPixels(int index, Span<byte> destination)
        {
            for (var i = 0; i < side * side; i++)
                (destination[3 * i], destination[(3 * i) + 1], destination[(3 * i) + 2]) = ((byte)(i % side), (byte)(i / side), (byte)index);
        }

        public void Dispose()
        {
        }
    }
}
