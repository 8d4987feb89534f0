using EdgeKd.Data;

namespace EdgeKd.Benchmarks;

/// <summary>A small set of generated images, the same in every run.</summary>
internal static class BenchmarkImages
{
    /// <summary>Makes the set and opens its training part.</summary>
    public static IImageSet Prepare(string folder)
    {
        var options = new DataOptions { Kind = "shapes", Seed = 1, TrainCount = 3000, TestCount = 200 };
        DataPreparation.Prepare(options, folder, Environment.ProcessorCount, progress: null, CancellationToken.None);
        return PackedImages.Open(Path.Combine(folder, DataPreparation.TrainFile));
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
