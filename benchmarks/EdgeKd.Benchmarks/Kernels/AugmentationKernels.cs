using BenchmarkDotNet.Attributes;
using EdgeKd.Data;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>One augmented batch of 64 images on one thread, from pixels in memory to normalised tensors.</summary>
public class AugmentationKernels
{
    private NoiseImages _small = null!, _large = null!;
    private BatchLoader _cropped = null!, _resized = null!, _recoloured = null!;

    /// <summary>Makes images.</summary>
    [GlobalSetup]
    public void Make()
    {
        (_small, _large) = (new NoiseImages(64, 32), new NoiseImages(64, 256));
        var loading = new BatchLoaderOptions { BatchSize = 64, Threads = 0, Augmentation = new() { CropPadding = 4, HorizontalFlip = true } };
        _cropped = new BatchLoader(_small, loading);
        _recoloured = new BatchLoader(_small, loading with { Augmentation = loading.Augmentation with { RandAugment = new RandAugmentOptions() } });
        var resizing = new AugmentationOptions { RandomResizedCrop = new RandomResizedCropOptions(), HorizontalFlip = true };
        _resized = new BatchLoader(_large, loading with { ImageSize = 224, Augmentation = resizing });
    }

    /// <summary>As for CIFAR.</summary>
    [Benchmark(Description = "crop and flip, 64 images of 32×32")]
    public void CropAndFlip() => Run(_cropped);

    /// <summary>With RandAugment.</summary>
    [Benchmark(Description = "crop, flip and RandAugment, 64 images of 32×32")]
    public void CropAndRandAugment() => Run(_recoloured);

    /// <summary>As for ImageNet.</summary>
    [Benchmark(Description = "random resized crop and flip, 64 images of 256×256 to 224×224")]
    public void RandomResizedCrop() => Run(_resized);

    /// <summary>Frees all.</summary>
    [GlobalCleanup]
    public void Free()
    {
        foreach (var each in new IDisposable[] { _cropped, _recoloured, _resized, _small, _large })
            each.Dispose();
    }

    private static void Run(BatchLoader loader)
    {
        foreach (var batch in loader.Epoch(0))
            batch.Dispose();
    }
}
