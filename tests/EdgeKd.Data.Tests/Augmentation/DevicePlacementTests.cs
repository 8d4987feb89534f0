using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Data.Tests.Augmentation;

/// <summary>Batches that are cut, flipped and normalised on the device, here the processor, against those that the loader's threads make.</summary>
[TestFixture]
public class DevicePlacementTests
{
    private static readonly Normalization Normalization = new([0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);

    private static IEnumerable<TestCaseData> Recipes()
    {
        TestCaseData Case(string name, int height, int width, int size, AugmentationOptions? augmentation) =>
            new TestCaseData(height, width, size, augmentation).SetArgDisplayNames(name);
        var cropAndFlip = new AugmentationOptions { CropPadding = 4, HorizontalFlip = true };
        yield return Case("crop and flip", 16, 16, 16, cropAndFlip);
        yield return Case("crop alone", 16, 16, 16, cropAndFlip with { HorizontalFlip = false });
        yield return Case("flip alone", 16, 16, 16, cropAndFlip with { CropPadding = 0 });
        yield return Case("nothing", 16, 16, 16, null);
        yield return Case("the middle of larger images", 20, 20, 16, null);
        yield return Case("random crops of larger images that are not square", 20, 18, 15, cropAndFlip);
        yield return Case("padding wider than the image", 6, 6, 12, cropAndFlip with { CropPadding = 20 });
    }

    [TestCaseSource(nameof(Recipes))]
    public void The_pixels_are_those_of_the_loader_to_the_bit(int height, int width, int size, AugmentationOptions? augmentation)
    {
        using var set = new MemoryImages(101, height, width);
        var options = new BatchLoaderOptions
        {
            BatchSize = 10, Shuffle = true, Seed = 5, Views = 2, ImageSize = size, Augmentation = augmentation, Normalization = Normalization, Threads = 0,
        };
        using var there = new BatchLoader(set, options with { PlacesOnDevice = true, Threads = 2, Device = CPU });
        using var here = new BatchLoader(set, options);
        Assert.That(there.Load(0).First().Bytes, Is.Not.Null);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            foreach (var (expected, found) in here.Epoch(epoch).Zip(there.Epoch(epoch)))
            {
                using var scope = NewDisposeScope();
                using (expected)
                using (found)
                {
                    Assert.That(found.Images.Equals(expected.Images), Is.True, $"epoch {epoch}");
                    Assert.That(found.Images.stride(), Is.EqualTo(expected.Images.stride()));
                    Assert.That(found.Labels.Equals(expected.Labels), Is.True);
                    Assert.That((found.Indices, found.Views), Is.EqualTo((expected.Indices, expected.Views)));
                }
            }
        }
    }

    private static IEnumerable<AugmentationOptions> Others() =>
    [
        new() { CropPadding = 2, RotationDegrees = 5 },
        new() { RandomResizedCrop = new RandomResizedCropOptions() },
        new() { CropPadding = 2, RandAugment = new RandAugmentOptions(2, 6) },
        new() { HorizontalFlip = true, ColorJitter = new ColorJitterOptions(0.1, 0.1, 0.1, 0.1) },
        new() { CropPadding = 2, RandomErasing = new RandomErasingOptions() },
        new() { CropPadding = 2, Mixup = new MixupOptions(1, 1) },
        new() { CropPadding = 2, CutMix = new CutMixOptions(1, 1) },
    ];

    [TestCaseSource(nameof(Others))]
    public void More_than_crop_and_flip_stays_with_the_loader(AugmentationOptions augmentation)
    {
        using var set = new MemoryImages(8, 16, 16);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 4, Augmentation = augmentation, PlacesOnDevice = true });
        using var batch = loader.Epoch(0).First();

        Assert.That(loader.Load(0).First().Bytes, Is.Null);
        Assert.That(batch.Images.shape, Is.EqualTo(new long[] { 4, 3, 16, 16 }));
    }

    [TestCase(null)]
    [TestCase(DeviceType.CPU)]
    public void On_the_processor_the_loader_does_it(DeviceType? device)
    {
        using var set = new MemoryImages(8, 16, 16);
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 4, Device = device is { } type ? new Device(type) : null });

        Assert.That(loader.Load(0).First().Bytes, Is.Null);
    }

    [Test]
    public void No_tensor_is_left_behind()
    {
        using var set = new MemoryImages(40, 16, 16);
        var augmentation = new AugmentationOptions { CropPadding = 2 };
        using var loader = new BatchLoader(set, new BatchLoaderOptions { BatchSize = 10, PlacesOnDevice = true, Augmentation = augmentation });
        foreach (var first in loader.Epoch(0)) first.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        foreach (var batch in loader.Epoch(1)) batch.Dispose();

        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before));
    }
}
