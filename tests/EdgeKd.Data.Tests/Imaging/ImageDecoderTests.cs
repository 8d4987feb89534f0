using System.Buffers.Binary;
using System.IO.Compression;

namespace EdgeKd.Data.Tests.Imaging;

[TestFixture]
public class ImageDecoderTests
{
    [TestCase("rgb.jpg", 12)]
    [TestCase("prog.jpg", 12)]
    [TestCase("rgb.bmp", 0)]
    [TestCase("lossy.webp", 40)]
    [TestCase("lossless.webp", 0)]
    [TestCase("alpha.webp", 40)]
    [TestCase("alpha.png", 0)]
    public void ColoursComeOutAsRgb(string name, int tolerance)
    {
        var image = ImageDecoder.Decode(Pictures.Fixture(name), name);
        Assert.That((image.Height, image.Width), Is.EqualTo((8, 16)));
        AssertPixel(image, 4, 2, 255, 0, 0, tolerance);
        AssertPixel(image, 4, 13, 0, 0, 255, tolerance);
    }

    [TestCase("grey.jpg")]
    [TestCase("grey.png")]
    public void GreyBecomesRgb(string name)
    {
        var image = ImageDecoder.Decode(Pictures.Fixture(name), name);
        AssertPixel(image, 4, 2, 40, 40, 40, 4);
        AssertPixel(image, 4, 13, 200, 200, 200, 4);
    }

    [Test]
    public void ExifOrientationIsApplied()
    {
        // Orientation 6: the left side of the file is the top of the picture.
        var image = ImageDecoder.Decode(Pictures.Fixture("exif6.jpg"), "exif6.jpg");
        Assert.That((image.Height, image.Width), Is.EqualTo((16, 8)));
        AssertPixel(image, 2, 4, 255, 0, 0, 12);
        AssertPixel(image, 13, 4, 0, 0, 255, 12);
    }

    private static readonly string[] Names =
        ["rgb.jpg", "prog.jpg", "grey.jpg", "exif6.jpg", "rgb.bmp", "lossy.webp", "lossless.webp", "alpha.webp", "alpha.png", "grey.png"];

    [TestCaseSource(nameof(Names))]
    public void EveryCutIsAnErrorThatNamesTheFile(string name)
    {
        var bytes = Pictures.Fixture(name);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = length;
            Assert.That(() => ImageDecoder.Decode(bytes.AsSpan(0, cut), "some/file"),
                Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("image some/file: ").And.Message.Not.Contains("\n"), $"cut to {cut} bytes");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void AnyChangedByteGivesAPictureOrAnError(string name)
    {
        var good = Pictures.Fixture(name);
        for (var at = 0; at < good.Length; at++)
        {
            foreach (byte value in new byte[] { 0, 0x7F, 0xFF, (byte)(good[at] ^ 1) })
            {
                var bytes = (byte[])good.Clone();
                bytes[at] = value;
                try
                {
                    Assert.That((long)ImageDecoder.Decode(bytes, name, 1 << 20).Pixels.Length, Is.LessThanOrEqualTo(3 << 20));
                }
                catch (InvalidDataException e)
                {
                    Assert.That(e.Message, Does.StartWith($"image {name}: "));
                }
            }
        }
    }

    [TestCase(60000, 60000)]
    [TestCase(8193, 8192)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void ABombIsRefusedByItsHeader(int height, int width)
    {
        Assert.That(() => ImageDecoder.Decode(PngBomb(height, width), "bomb.png"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"{width}×{height} pixels").And.Message.Contains("limit"));
    }

    [TestCase(8193, 8192)]
    [TestCase(-60000, 60000)]
    public void ABmpBombIsRefused(int height, int width)
    {
        var bytes = Pictures.Flat(4, 1, 2, 3);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
        Assert.That(() => ImageDecoder.Decode(bytes, "bomb.bmp"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("limit"));
    }

    [TestCase("")]
    [TestCase("GIF89a not a picture of ours")]
    [TestCase("II*\0 nor a TIFF of ours")]
    [TestCase("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    public void OtherFormatsNeverReachTheDecoder(string text) =>
        Assert.That(() => ImageDecoder.Decode(System.Text.Encoding.Latin1.GetBytes(text), "x"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("JPEG, PNG, BMP or WebP").Or.Message.Contains("empty"));

    [Test]
    public void AJpegWithTwoFrameHeadersIsRefused()
    {
        var bytes = Pictures.Fixture("rgb.jpg").ToList();
        var frame = bytes.Select((b, i) => i).First(i => bytes[i] == 0xFF && bytes[i + 1] == 0xC0);
        var length = bytes[frame + 2] * 256 + bytes[frame + 3] + 2;
        bytes.InsertRange(frame, bytes.GetRange(frame, length));
        Assert.That(() => ImageDecoder.Decode(bytes.ToArray(), "x"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("two frame headers"));
    }

    [TestCase(8, 16, 4, 4, 4)]
    [TestCase(16, 8, 4, 4, 4)]
    [TestCase(7, 9, 7, 5, 5)]
    [TestCase(5, 5, 10, 8, 8)]
    [TestCase(1, 1, 3, 3, 3)]
    [TestCase(1, 300, 2, 2, 2)]
    public void TheShorterSideIsResizedAndTheCentreKept(int height, int width, int shorter, int crop, int expected)
    {
        var image = ImageDecoder.Decode(Pictures.Bmp(height, width, (_, _) => (10, 20, 30)), "x");
        var result = ImageDecoder.ResizeAndCrop(image, shorter, crop);
        Assert.That((result.Height, result.Width), Is.EqualTo((expected, expected)));
        for (var i = 0; i < result.Pixels.Length; i += 3) Assert.That(result.Pixels.AsSpan(i, 3).SequenceEqual(new byte[] { 10, 20, 30 }));
    }

    [Test]
    public void TheLongestPictureIsCutWithoutBeingResizedWhole()
    {
        var pixels = new byte[3 << 22];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i % 3 * 40 + 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = ImageDecoder.ResizeAndCrop(new DecodedImage(1, 1 << 22, pixels), 1024, 64);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
        for (var i = 0; i < result.Pixels.Length; i++) Assert.That(result.Pixels[i], Is.EqualTo(i % 3 * 40 + 10));
    }

    [Test]
    public void ManyThreadsDecodeAlike()
    {
        var bytes = Pictures.Fixture("rgb.jpg");
        var expected = ImageDecoder.Decode(bytes, "x").Pixels;
        Parallel.For(0, 200, _ => Assert.That(ImageDecoder.Decode(bytes, "x").Pixels, Is.EqualTo(expected)));
    }

    private static void AssertPixel(DecodedImage image, int y, int x, int r, int g, int b, int tolerance)
    {
        var at = (y * image.Width + x) * 3;
        Assert.That((double)image.Pixels[at], Is.EqualTo(r).Within(tolerance), "red");
        Assert.That((double)image.Pixels[at + 1], Is.EqualTo(g).Within(tolerance), "green");
        Assert.That((double)image.Pixels[at + 2], Is.EqualTo(b).Within(tolerance), "blue");
    }

    /// <summary>A PNG whose header promises more than it holds, with right checksums.</summary>
    private static byte[] PngBomb(int height, int width)
    {
        using var stream = new MemoryStream();
        stream.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        Chunk("IHDR"u8, header);
        using var body = new MemoryStream();
        using (var zlib = new ZLibStream(body, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(new byte[1 << 16]);
        Chunk("IDAT"u8, body.ToArray());
        Chunk("IEND"u8, []);
        return stream.ToArray();

        void Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            stream.Write(number);
            stream.Write(type);
            stream.Write(data);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc([.. type, .. data]));
            stream.Write(number);
        }
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
