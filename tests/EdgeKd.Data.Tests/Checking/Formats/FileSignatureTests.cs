using System.Text;
using EdgeKd.Data.Checking;

namespace EdgeKd.Data.Tests.Checking.Formats;

[TestFixture]
public class FileSignatureTests
{
    [TestCase("rgb.jpg", "JPEG"), TestCase("grey.png", "PNG"), TestCase("rgb.bmp", "BMP"), TestCase("lossy.webp", "WebP"), TestCase("lossless.webp", "WebP")]
    public void What_is_decoded_is_known(string fixture, string format)
    {
        var signature = FileSignature.Of(Pictures.Fixture(fixture).AsSpan(0, FileSignature.Length))!;

        Assert.That(signature.FormatName, Is.EqualTo(format));
        Assert.That(signature.Format, Is.Not.Null);
        Assert.That(signature.IsNamed($"folder/{fixture.ToUpperInvariant()}"), Is.True);
        Assert.That(signature.IsNamed("folder/file.gif"), Is.False);
    }

    [TestCase("GIF89a", "GIF"), TestCase("GIF87a", "GIF"), TestCase("II*\0", "TIFF"), TestCase("MM\0*", "TIFF")]
    [TestCase("\0\0\0\u0018ftypheic", "HEIF"), TestCase("\0\0\0\u0018ftypmif1", "HEIF"), TestCase("\0\0\0\u0018ftypavif", "AVIF")]
    [TestCase("\0\0\0\u000cjP  ", "JPEG 2000"), TestCase("\0\0\0\u000cJXL ", "JPEG XL")]
    public void Other_formats_are_named(string start, string format)
    {
        var signature = FileSignature.Of(Encoding.Latin1.GetBytes(start))!;

        Assert.That((signature.FormatName, signature.Format), Is.EqualTo((format, (object?)null)));
    }

    [TestCase(""), TestCase("BM"), TestCase("BMW is a maker of cars, and this is text"), TestCase("\0\0\0\u0018ftypisom"), TestCase("RIFF1234WAVE"), TestCase("\u00ff\u00d8"), TestCase("<svg>")]
    public void What_is_no_picture_is_unknown(string start) => Assert.That(FileSignature.Of(Encoding.Latin1.GetBytes(start)), Is.Null);
}
