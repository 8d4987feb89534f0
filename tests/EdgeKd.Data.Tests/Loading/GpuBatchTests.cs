using static TorchSharp.torch;

namespace EdgeKd.Data.Tests.Loading;

/// <summary>Batches on a GPU against those on the processor. Run with <c>--filter TestCategory=Gpu</c> where libtorch sees one.</summary>
[TestFixture, Category("Gpu")]
public class GpuBatchTests
{
    [OneTimeSetUp]
    public void NeedAGpu()
    {
        if (!cuda.is_available())
            Assert.Ignore("libtorch sees no GPU");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void They_hold_the_same_bytes_in_the_same_layout(bool mixed)
    {
        using var set = new MemoryImages(101, 16, 16);
        var options = new BatchLoaderOptions
        {
            BatchSize = 10,
            Shuffle = true,
            Seed = 5,
            Threads = 2,
            Augmentation = new AugmentationOptions { CropPadding = 2, HorizontalFlip = true, Mixup = mixed ? new MixupOptions(1, 1) : null },
        };
        using var here = new BatchLoader(set, options);
        using var there = new BatchLoader(set, options with { Device = CUDA });
        foreach (var (expected, found) in here.Epoch(0).Zip(there.Epoch(0)))
        {
            using var scope = NewDisposeScope();
            using (expected)
            using (found)
            {
                Assert.That(found.Images.device_type, Is.EqualTo(TorchSharp.DeviceType.CUDA));
                Assert.That(found.Images.stride(), Is.EqualTo(expected.Images.stride()));
                Assert.That(found.Images.cpu().Equals(expected.Images), Is.True);
                Assert.That(found.Labels.cpu().Equals(expected.Labels), Is.True);
                Assert.That(found.Mixed is null, Is.EqualTo(!mixed));
                if (mixed)
                    Assert.That(found.Mixed!.Shares.cpu().Equals(expected.Mixed!.Shares), Is.True);
            }
        }
    }
}
