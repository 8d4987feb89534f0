using System.Text.Json;
using EdgeKd.Data.Augmentation;
using EdgeKd.Data.Imaging;
using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Tests.Imaging;

/// <summary>Resized pictures are Pillow's, pixel by pixel.</summary>
[TestFixture]
public class ResamplingTests
{
    // Height and width of a picture, and what it is resized to.
    private static readonly (int Height, int Width, int ToHeight, int ToWidth)[] Sizes =
    [
        (32, 32, 32, 32), (64, 64, 32, 32), (32, 32, 64, 64), (256, 256, 224, 224), (375, 500, 256, 341), (500, 375, 341, 256),
        (37, 53, 32, 45), (53, 37, 45, 32), (31, 33, 224, 238), (7, 5, 3, 11), (5, 7, 11, 3), (3, 3, 2, 2), (2, 2, 3, 3),
        (1, 1, 1, 1), (1, 1, 9, 9), (1, 17, 8, 8), (17, 1, 8, 8), (1, 40, 1, 7), (40, 1, 7, 1), (9, 9, 1, 1), (40, 50, 1, 64),
        (2, 600, 32, 32), (600, 2, 32, 32), (4, 1000, 32, 8000), (1000, 4, 8000, 32), (333, 1, 1, 333), (480, 640, 31, 29),
        (100, 101, 99, 100), (101, 100, 102, 103), (50, 60, 50, 13), (50, 60, 13, 60), (611, 419, 224, 224),
    ];

    // Height and width of a picture, the shorter side that it is brought to, and the crop.
    private static readonly (int Height, int Width, int Shorter, int Crop)[] Crops =
        [(375, 500, 256, 224), (501, 375, 256, 224), (40, 33, 32, 32), (20, 1000, 32, 32), (1000, 20, 32, 31), (3, 5, 64, 33), (1, 9, 8, 8)];

    private const string Script = """
        import json, os, sys
        from PIL import Image
        folder = sys.argv[1]
        tasks = json.load(open(os.path.join(folder, 'tasks.json')))
        filters = {'Bilinear': Image.Resampling.BILINEAR, 'Bicubic': Image.Resampling.BICUBIC}
        for i, (source, height, width, box, to_height, to_width, crop, name) in enumerate(tasks):
            image = Image.frombytes('RGB', (width, height), open(os.path.join(folder, source), 'rb').read())
            if box:
                image = image.crop(box)
            image = image.resize((to_width, to_height), filters[name])
            if crop:
                image = image.crop(crop)
            open(os.path.join(folder, f'{i}.out'), 'wb').write(image.tobytes())
        """;

    private static readonly Lazy<IReadOnlyList<Answer>> Answers = new(AskPillow);

    private sealed record Answer(string Name, byte[] Pillows, byte[] Ours);

    private static IEnumerable<int> Numbers => Enumerable.Range(0, 2 * (Sizes.Length + Crops.Length + 8));

    [TestCaseSource(nameof(Numbers))]
    public void EveryPixelIsPillows(int number)
    {
        var answer = Answers.Value[number];
        Assert.That(answer.Ours, Has.Length.EqualTo(answer.Pillows.Length), answer.Name);
        var worst = 0;
        for (var i = 0; i < answer.Ours.Length; i++) worst = Math.Max(worst, Math.Abs(answer.Ours[i] - answer.Pillows[i]));
        Assert.That(worst, Is.Zero, answer.Name);
    }

    [Test]
    public void TheFiltersDiffer()
    {
        var image = Picture(20, 30);
        Assert.That(ImageDecoder.ResizeAndCrop(image, 15, 15, Interpolation.Bicubic).Pixels, Is.Not.EqualTo(ImageDecoder.ResizeAndCrop(image, 15, 15).Pixels));
    }

    private static IReadOnlyList<Answer> AskPillow()
    {
        using var folder = new TemporaryFolder();
        List<object[]> tasks = [];
        List<(string Name, byte[] Ours)> ours = [];
        foreach (var filter in Enum.GetValues<Interpolation>())
        {
            foreach (var (height, width, toHeight, toWidth) in Sizes)
                Add($"{filter} {height}×{width} to {toHeight}×{toWidth}", Picture(height, width), null, toHeight, toWidth, null,
                    image => ImageDecoder.Resize(image, toHeight, toWidth, filter).Pixels);
            foreach (var (height, width, shorter, crop) in Crops)
            {
                // torchvision's Resize and CenterCrop to the square; then the loader's crop of that.
                var (fullHeight, fullWidth) = (height * shorter / Math.Min(height, width), width * shorter / Math.Min(height, width));
                var (top, left) = ((fullHeight - shorter) / 2 + (shorter - crop) / 2, (fullWidth - shorter) / 2 + (shorter - crop) / 2);
                Add($"{filter} {height}×{width} to {shorter} and {crop}", Picture(height, width), null, fullHeight, fullWidth,
                    [left, top, left + crop, top + crop], image => ImageDecoder.ResizeAndCrop(image, shorter, crop, filter).Pixels);
            }
            for (var index = 0; index < 8; index++)
            {
                var options = new RandomResizedCropOptions { Interpolation = filter };
                var random = new CounterRandom(RandomStream.Augmentation, 1, 2, index);
                var region = RandomCropRegion.Draw(options, 60, 48, ref random);
                var size = 20 + 9 * index;
                Add($"{filter} {region} to {size}", Picture(60, 48), [region.Left, region.Top, region.Left + region.Width, region.Top + region.Height], size, size, null,
                    image => Augmented(image, new AugmentationOptions { RandomResizedCrop = options }, index, size));
            }

            void Add(string name, DecodedImage image, int[]? box, int height, int width, int[]? crop, Func<DecodedImage, byte[]> resize)
            {
                var file = $"{tasks.Count}.in";
                File.WriteAllBytes(folder[file], image.Pixels);
                tasks.Add([file, image.Height, image.Width, box!, height, width, crop!, filter.ToString()]);
                ours.Add((name, resize(image)));
            }
        }
        File.WriteAllText(folder["tasks.json"], JsonSerializer.Serialize(tasks));
        PythonPeer.Run(Script, folder[""]);
        return [.. ours.Select((mine, i) => new Answer(mine.Name, File.ReadAllBytes(folder[$"{i}.out"]), mine.Ours))];
    }

    private static byte[] Augmented(DecodedImage image, AugmentationOptions options, int index, int size)
    {
        // Mean 0 and deviation 1: the numbers are the bytes over 255.
        var augmenter = new ImageAugmenter(options, image.Height, image.Width, size, new NormalizationTable(new Normalization([0, 0, 0], [1, 1, 1])));
        var numbers = new float[size * size * 3];
        augmenter.Apply(image.Pixels, new CounterRandom(RandomStream.Augmentation, 1, 2, index), numbers);
        return [.. numbers.Select(number => (byte)MathF.Round(number * 255))];
    }

    // Smooth waves, hard edges and noise, so that overshoot, averaging and rounding all show.
    private static DecodedImage Picture(int height, int width)
    {
        var random = new Random(height * 10007 + width);
        var pixels = new byte[height * width * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x, c) = (i / 3 / width, i / 3 % width, i % 3);
            pixels[i] = ((x / 7 + y / 5 + c) % 3) switch
            {
                0 => (byte)(127.0 + 127 * Math.Sin(0.3 * x + 0.2 * y * (c + 1))),
                1 => (byte)random.Next(256),
                _ => (byte)((x + y) % 2 == 0 ? 0 : 255),
            };
        }
        return new DecodedImage(height, width, pixels);
    }
}
