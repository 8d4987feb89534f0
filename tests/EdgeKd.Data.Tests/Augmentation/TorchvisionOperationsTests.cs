using System.Globalization;
using EdgeKd.Data.Augmentation;

namespace EdgeKd.Data.Tests.Augmentation;

/// <summary>The operations on pixels against those of Debian's torchvision, on the same images.</summary>
[TestFixture]
public class TorchvisionOperationsTests
{
    // Images in a file of their own: noise, a smooth one, a dark one of few colours, one colour.
    private const int Images = 4;
    private static readonly int[] Sizes = [2, 7, 32];
    private static readonly double[] Levels = [-1, -0.3, 0, 0.3, 1];

    private const string Script = """
        import sys, math, torch
        import torchvision.transforms.functional as F
        from torchvision.transforms import InterpolationMode as M
        folder = sys.argv[1]
        def affine(i, shear=(0.0, 0.0), translate=(0, 0)):
            return F.affine(i, angle=0.0, translate=list(translate), scale=1.0, shear=list(shear), interpolation=M.NEAREST, center=[0, 0])
        operations = {
            'Identity': lambda i, l, s: i,
            'ShearX': lambda i, l, s: affine(i, shear=(math.degrees(math.atan(0.3 * l)), 0.0)),
            'ShearY': lambda i, l, s: affine(i, shear=(0.0, math.degrees(math.atan(0.3 * l)))),
            'TranslateX': lambda i, l, s: affine(i, translate=(int(150.0 / 331.0 * s * l), 0)),
            'TranslateY': lambda i, l, s: affine(i, translate=(0, int(150.0 / 331.0 * s * l))),
            'Rotate': lambda i, l, s: F.rotate(i, 30.0 * l, M.NEAREST),
            'Brightness': lambda i, l, s: F.adjust_brightness(i, 1 + 0.9 * l),
            'Color': lambda i, l, s: F.adjust_saturation(i, 1 + 0.9 * l),
            'Contrast': lambda i, l, s: F.adjust_contrast(i, 1 + 0.9 * l),
            'Sharpness': lambda i, l, s: F.adjust_sharpness(i, 1 + 0.9 * l),
            'Posterize': lambda i, l, s: F.posterize(i, 8 - round(4 * abs(l))),
            'Solarize': lambda i, l, s: F.solarize(i, 255.0 * (1 - abs(l))),
            'AutoContrast': lambda i, l, s: F.autocontrast(i),
            'Equalize': lambda i, l, s: F.equalize(i),
            'Hue': lambda i, l, s: F.adjust_hue(i, 0.5 * l),
        }
        for size in [int(s) for s in sys.argv[2].split(',')]:
            data = torch.frombuffer(bytearray(open(f'{folder}/{size}', 'rb').read()), dtype=torch.uint8)
            images = data.reshape(-1, size, size, 3).permute(0, 3, 1, 2)
            for name, operation in operations.items():
                for level in [float(l) for l in sys.argv[3].split(',')]:
                    out = torch.stack([operation(i.contiguous(), level, size) for i in images])
                    open(f'{folder}/{size}-{name}-{level}', 'wb').write(bytes(out.permute(0, 2, 3, 1).contiguous().flatten().tolist()))
        """;

    private string folder = "";

    [OneTimeSetUp]
    public void RunTorchvision()
    {
        folder = Directory.CreateTempSubdirectory("edgekd-torchvision-").FullName;
        foreach (var size in Sizes)
            File.WriteAllBytes(Path.Combine(folder, $"{size}"), Draw(size));
        PythonPeer.Run(Script, folder, string.Join(',', Sizes), string.Join(',', Levels.Select(Text)));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void EveryOperationOfRandAugmentIsTorchvisions(
        [ValueSource(nameof(Names))] string name, [ValueSource(nameof(Sizes))] int size, [ValueSource(nameof(Levels))] double level)
    {
        var (_, signed, apply) = RandAugment.Set.Single(operation => operation.Name == name);
        Compare(name, size, level, image => apply(image, signed ? level : Math.Abs(level)));
    }

    [Test]
    public void TheHueIsTorchvisions([ValueSource(nameof(Sizes))] int size, [ValueSource(nameof(Levels))] double level) =>
        Compare("Hue", size, level, image => HueRotation.Apply(image, 0.5 * level));

    private static IEnumerable<string> Names => RandAugment.Set.Select(operation => operation.Name);

    private delegate void Change(PixelImage image);

    private void Compare(string name, int size, double level, Change change)
    {
        var pixels = File.ReadAllBytes(Path.Combine(folder, $"{size}"));
        var expected = File.ReadAllBytes(Path.Combine(folder, $"{size}-{name}-{Text(level)}"));
        var length = size * size * 3;
        for (var i = 0; i < Images; i++)
            change(new PixelImage(pixels.AsSpan(i * length, length), new byte[length], size));
        var differing = pixels.Zip(expected).Count(pair => Math.Abs(pair.First - pair.Second) > 1);

        // By 1: its blend of a border pixel with itself, and its hue, are cut to a byte where float32 falls just short of it.
        // By more: a place exactly between two pixels falls to either (half a pixel at 30 degrees).
        Assert.That(differing, Is.LessThanOrEqualTo(pixels.Length / 30), "values that differ by more than 1");
    }

    private static byte[] Draw(int size)
    {
        var random = new Random(size);
        var pixels = new byte[Images * size * size * 3];
        random.NextBytes(pixels.AsSpan(0, size * size * 3));
        for (var i = size * size * 3; i < pixels.Length; i++)
        {
            var (image, place, channel) = (i / (size * size * 3), i / 3 % (size * size), i % 3);
            pixels[i] = image switch
            {
                1 => (byte)(place % size * 120 / size + place / size * 90 / size + 20 * channel),
                2 => (byte)(random.Next(4) * 17 + channel),
                _ => (byte)(70 + 40 * channel),
            };
        }

        return pixels;
    }

    private static string Text(double level) => level.ToString("0.0", CultureInfo.InvariantCulture);
}
