using EdgeKd.Data.Checking;
using EdgeKd.Data.Imaging;
using EdgeKd.HostileFiles;

namespace EdgeKd.Data.Tests.Checking.Formats;

[TestFixture]
public class PictureTraitsTests
{
    private static readonly byte[] Vp8X = [.. "VP8X"u8, 10, 0, 0, 0];

    private static IEnumerable<TestCaseData> Files()
    {
        yield return Case("rgb.jpg", Pictures.Fixture("rgb.jpg"), new PictureTraits(ImageFormat.Jpeg));
        yield return Case("prog.jpg", Pictures.Fixture("prog.jpg"), new PictureTraits(ImageFormat.Jpeg));
        yield return Case("grey.jpg", Pictures.Fixture("grey.jpg"), new PictureTraits(ImageFormat.Jpeg) { Colours = ColourModel.Grey });
        yield return Case("exif6.jpg", Pictures.Fixture("exif6.jpg"), new PictureTraits(ImageFormat.Jpeg) { ExifOrientation = 6 });
        yield return Case("cmyk", JpegBytes.Of(16, 4, 1), new PictureTraits(ImageFormat.Jpeg) { Colours = ColourModel.Cmyk });
        yield return Case("big-endian exif", JpegBytes.WithOrientation(JpegBytes.Of(16, 3, 1), 3, isLittle: false), new PictureTraits(ImageFormat.Jpeg) { ExifOrientation = 3 });
        yield return Case("upright exif", JpegBytes.WithOrientation(JpegBytes.Of(16, 3, 1), 1), new PictureTraits(ImageFormat.Jpeg));
        yield return Case("no such orientation", JpegBytes.WithOrientation(JpegBytes.Of(16, 3, 1), 9), new PictureTraits(ImageFormat.Jpeg));
        yield return Case("grey.png", Pictures.Fixture("grey.png"), new PictureTraits(ImageFormat.Png) { Colours = ColourModel.Grey });
        yield return Case("alpha.png", Pictures.Fixture("alpha.png"), new PictureTraits(ImageFormat.Png) { HasAlpha = true });
        yield return Case("grey, alpha, 16 bits", PngBytes.Of(8, 16, PngBytes.GreyAlpha), new PictureTraits(ImageFormat.Png) { Colours = ColourModel.Grey, HasAlpha = true, BitsPerChannel = 16 });
        yield return Case("transparent colour", PngBytes.Of(8, 8, PngBytes.Rgb, PngBytes.Chunk("tRNS"u8, new byte[6])), new PictureTraits(ImageFormat.Png) { HasAlpha = true });
        yield return Case("exif in PNG", PngBytes.Of(8, 8, PngBytes.Rgb, PngBytes.Chunk("eXIf"u8, JpegBytes.Tiff(8, isLittle: true))), new PictureTraits(ImageFormat.Png) { ExifOrientation = 8 });
        yield return Case("APNG", PngBytes.Animated(8), new PictureTraits(ImageFormat.Png) { IsAnimated = true });
        yield return Case("APNG of one frame", PngBytes.Of(8, 8, PngBytes.Rgb, PngBytes.Chunk("acTL"u8, [0, 0, 0, 1, 0, 0, 0, 0])), new PictureTraits(ImageFormat.Png));
        yield return Case("rgb.bmp", Pictures.Fixture("rgb.bmp"), new PictureTraits(ImageFormat.Bmp));
        yield return Case("lossy.webp", Pictures.Fixture("lossy.webp"), new PictureTraits(ImageFormat.Webp));
        yield return Case("alpha.webp", Pictures.Fixture("alpha.webp"), new PictureTraits(ImageFormat.Webp) { HasAlpha = true });
        yield return Case("animated WebP", Webp([.. Vp8X, 0x02, .. new byte[9]]), new PictureTraits(ImageFormat.Webp) { IsAnimated = true });
        yield return Case("exif in WebP", Webp([.. Vp8X, 0x08, .. new byte[9], .. "EXIF"u8, 26, 0, 0, 0, .. JpegBytes.Tiff(5, isLittle: false)]), new PictureTraits(ImageFormat.Webp) { ExifOrientation = 5 });
        yield return Case("alpha and odd chunks", Webp([.. "ODD "u8, 1, 0, 0, 0, 7, 0, .. Vp8X, 0x10, .. new byte[9]]), new PictureTraits(ImageFormat.Webp) { HasAlpha = true });
    }

    [TestCaseSource(nameof(Files))]
    public void Traits_stand_in_the_header(byte[] file, object traits) =>
        Assert.That(PictureTraits.Read(file, ((PictureTraits)traits).Format), Is.EqualTo(traits));

    [TestCaseSource(nameof(Files))]
    public void Damaged_files_are_read_without_harm(byte[] file, object traits)
    {
        var format = ((PictureTraits)traits).Format;

        foreach (var damaged in FileMutations.Truncations(file, step: 1).Concat(FileMutations.Random(file, 2000, seed: 3)))
        {
            var read = PictureTraits.Read(damaged, format);
            Assert.That(read.ExifOrientation, Is.InRange(1, 8));
        }
    }

    [TestCase(2, true), TestCase(3, true), TestCase(1, false), TestCase(0, false)]
    public void Frames_of_a_GIF_are_counted(int frames, bool isAnimated) => Assert.That(Gif.IsAnimated(GifBytes.Of(frames)), Is.EqualTo(isAnimated));

    [Test]
    public void Damaged_GIFs_are_read_without_harm()
    {
        var answers = FileMutations.Truncations(GifBytes.Of(3), step: 1).Concat(FileMutations.Random(GifBytes.Of(3), 5000, seed: 3)).Select(file => Gif.IsAnimated(file)).ToArray();

        Assert.That(answers, Has.Some.True.And.Some.False);
    }

    [TestCase(true), TestCase(false)]
    public void A_palette_may_be_grey(bool isGrey)
    {
        byte[] file = [.. "BM"u8, .. new byte[8], 62, 0, 0, 0, 40, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 1, 0, 1, 0, .. new byte[24], 0, 0, 0, 0, 200, 200, (byte)(isGrey ? 200 : 90), 0];

        Assert.That(PictureTraits.Read(file, ImageFormat.Bmp).Colours, Is.EqualTo(isGrey ? ColourModel.Grey : ColourModel.Rgb));
    }

    private static TestCaseData Case(string name, byte[] file, PictureTraits traits) => new TestCaseData(file, traits).SetArgDisplayNames(name);

    private static byte[] Webp(byte[] chunks) => [.. "RIFF"u8, .. BitConverter.GetBytes(4 + chunks.Length), .. "WEBP"u8, .. chunks];
}
