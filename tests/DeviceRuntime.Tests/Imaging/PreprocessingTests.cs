using System.Runtime.InteropServices;
using EdgeKd.Data;

namespace EdgeKd.DeviceRuntime.Tests.Imaging;

/// <summary>Picture files become the numbers that EdgeKd.Data makes of them, bit by bit.</summary>
[TestFixture]
public class PreprocessingTests
{
    private static readonly TemporaryFolder Folder = new();

    /// <summary>Pictures of the kinds that cameras and programs write, made by Pillow.</summary>
    private const string Script = """
        import os, sys
        from PIL import Image
        folder = sys.argv[1]
        def picture(mode, width, height):
            image = Image.new('RGB', (width, height))
            image.putdata([((x * 7 + y * 3) % 256, (x * y + 11) % 256, (255 - x * 5 - y) % 256) for y in range(height) for x in range(width)])
            return image.convert(mode)
        def save(name, image, **options):
            image.save(os.path.join(folder, name), **options)
        for quality in (30, 75, 95):
            save('rgb-q%d.jpg' % quality, picture('RGB', 53, 37), quality=quality)
        for sampling in (0, 1, 2):
            save('sampling-%d.jpg' % sampling, picture('RGB', 41, 29), quality=90, subsampling=sampling)
        save('progressive.jpg', picture('RGB', 45, 61), quality=85, progressive=True)
        save('grey.jpg', picture('L', 33, 40))
        save('cmyk.jpg', picture('CMYK', 38, 31))
        for orientation in range(1, 9):
            exif = Image.Exif()
            exif[0x0112] = orientation
            save('exif-%d.jpg' % orientation, picture('RGB', 40, 23), exif=exif, quality=95)
            save('exif-%d.png' % orientation, picture('RGB', 40, 23), exif=exif)
        save('rgb.png', picture('RGB', 47, 26))
        save('alpha.png', picture('RGBA', 30, 30))
        save('grey.png', picture('L', 30, 44))
        save('grey-alpha.png', picture('LA', 31, 30))
        save('one-bit.png', picture('1', 37, 30))
        save('palette.png', picture('RGB', 35, 30).quantize(37))
        save('palette-2-bits.png', picture('RGB', 35, 30).quantize(4), bits=2)
        save('transparent.png', picture('RGB', 30, 30), transparency=(0, 11, 255))
        save('palette-transparent.png', picture('RGB', 30, 30).quantize(16), transparency=3)
        save('sixteen-bits.png', Image.new('I;16', (30, 30), 0x1234))
        save('wide.png', picture('RGB', 900, 20))
        save('tall.jpg', picture('RGB', 20, 700))
        save('small.png', picture('RGB', 5, 3))
        """;

    [OneTimeSetUp]
    public static void MakePictures()
    {
        PythonPeer.Run(Script, Folder.Path);
        foreach (var fixture in new[] { "alpha.png", "exif6.jpg", "grey.jpg", "grey.png", "prog.jpg", "rgb.jpg" })
            File.Copy(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", fixture), Folder["fixture-" + fixture]);
    }

    [OneTimeTearDown]
    public static void TearDown() => Folder.Dispose();

    [TestCase(24, 24, Interpolation.Bilinear), TestCase(24, 28, Interpolation.Bicubic), TestCase(24, 27, Interpolation.Bilinear), TestCase(48, 64, Interpolation.Bilinear)]
    public void Every_picture_becomes_the_same_numbers(int size, int shorterSide, Interpolation interpolation)
    {
        using var folder = new TemporaryFolder();
        var model = folder.Write("identity.onnx", SmallModel.Identity(size, shorterSide, interpolation));
        var json = RunnerProcess.Run("accuracy", model, "--images", Folder.Path, "--logits", folder["numbers.bin"]).Json;
        string[] files = [.. Directory.GetFiles(Folder.Path).Order(StringComparer.Ordinal)];
        Assert.That(json.GetProperty("answers").GetArrayLength(), Is.EqualTo(files.Length).And.GreaterThan(40));
        var numbers = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["numbers.bin"])).ToArray();
        var length = 3 * size * size;
        var expected = new float[length];
        foreach (var (file, i) in files.Select((file, i) => (file, i)))
        {
            var cut = ImageDecoder.ResizeAndCrop(ImageDecoder.Decode(File.ReadAllBytes(file), file), shorterSide, size, interpolation);
            Preprocessing.ToModelInput(cut.Pixels, size, size, SmallModel.Normalization, expected);
            Assert.That(MemoryMarshal.AsBytes(numbers.AsSpan(i * length, length)).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())), $"{Path.GetFileName(file)}: other numbers than EdgeKd.Data's");
        }
    }
}
