using EdgeKd.Data;

namespace EdgeKd.Benchmarks;

/// <summary>A small set of generated images, the same in every run.</summary>
internal static class BenchmarkImages
{
    /// <summary>Makes the set and opens its training part.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="side">Height and width, in pixels.</param>
    /// <param name="count">Images to make, of which a tenth is held out.</param>
    public static IImageSet Prepare(string folder, int side = 32, int count = 3000)
    {
        var options = new DataOptions { Kind = "shapes", ImageSize = side, Seed = 1, TrainCount = count, TestCount = Math.Max(12, count / 15) };
        DataPreparation.Prepare(options, folder, Environment.ProcessorCount, progress: null, CancellationToken.None);
        return PackedImages.Open(Path.Combine(folder, DataPreparation.TrainFile));
    }

    /// <summary>Writes the pixels alone, H×W×3 bytes an image, for peers.</summary>
    public static void WriteBytes(IImageSet images, string path)
    {
        var pixels = new byte[images.Height * images.Width * 3];
        using var file = File.Create(path);
        for (var i = 0; i < images.Count; i++)
        {
            images.CopyPixels(i, pixels);
            file.Write(pixels);
        }
    }

    /// <summary>A loader as trainings use it: shuffled, augmented, full batches.</summary>
    public static BatchLoader Loader(IImageSet images) => new(images, new()
    {
        BatchSize = 128,
        Shuffle = true,
        DropLast = true,
        Seed = 1,
        Threads = Environment.ProcessorCount,
        Augmentation = new() { CropPadding = 4, HorizontalFlip = true },
    });

    /// <summary>Batches without end, one epoch after the other.</summary>
    public static IEnumerable<Batch> Endless(BatchLoader loader)
    {
        for (var epoch = 0; ; epoch++)
            foreach (var batch in loader.Epoch(epoch))
                yield return batch;
    }
}
