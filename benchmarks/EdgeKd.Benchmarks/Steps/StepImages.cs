using EdgeKd.Data;
using EdgeKd.Distillation;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>Images in memory, given in batches: the step alone is compared, not the loading.</summary>
internal sealed class StepImages : IDisposable
{
    private const int SmallImages = 512;

    private readonly StepPair _pair;
    private readonly string _folder;
    private readonly PackedImages _set;
    private readonly Tensor _pixels;
    private readonly Tensor _labels;
    private int _at;

    /// <summary>Makes the images.</summary>
    /// <param name="pair">Their size and number of classes.</param>
    /// <param name="folder">Where they are kept.</param>
    public StepImages(StepPair pair, string folder)
    {
        _pair = pair;
        _folder = Path.Combine(folder, $"{pair.Name}-{Environment.ProcessId}");
        var count = pair.IsLarge ? 4 * pair.BatchSize : SmallImages;
        // A tenth of them is held out.
        DataPreparation.Prepare(
            new() { Kind = "shapes", ImageSize = pair.ImageSize, Seed = 1, TrainCount = count + (count / 4), TestCount = 12 }, _folder, 1, null, CancellationToken.None);
        _set = PackedImages.Open(Path.Combine(_folder, DataPreparation.TrainFile));
        using var loader = new BatchLoader(_set, Loading with { BatchSize = count });
        using var all = loader.Epoch(0).First();
        // As N×H×W×C: what is selected of a channels-last tensor lies N×C×H×W, and a loader's batches are channels-last.
        _pixels = all.Images.permute(0, 2, 3, 1).clone().DetachFromDisposeScope();
        _labels = randint(pair.Classes, [count], ScalarType.Int64).DetachFromDisposeScope();
    }

    private static BatchLoaderOptions Loading => new() { Threads = 1 };

    /// <summary>The next batch; whoever takes it disposes it.</summary>
    public Batch Next()
    {
        int[] places = [.. Enumerable.Range(_at, _pair.BatchSize).Select(i => i % (int)_pixels.shape[0])];
        _at = (_at + _pair.BatchSize) % (int)_pixels.shape[0];
        using var index = tensor([.. places.Select(i => (long)i)]);
        return new Batch(_pixels.index_select(0, index).permute(0, 3, 1, 2), _labels.index_select(0, index), places);
    }

    /// <summary>Keeps what a teacher says of the images, and recalls it.</summary>
    /// <param name="teacher">The teacher; disposed.</param>
    /// <param name="features">The features that are kept beside the logits.</param>
    public CachedTeacher Cached(ITeacher teacher, IReadOnlyList<string> features)
    {
        using (teacher)
        {
            var path = Path.Combine(_folder, "teacher.cache");
            BenchmarkCache.Write(path, teacher, _set, Loading, features);
            return CachedTeacher.Open(path, features);
        }
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _labels.Dispose();
        _set.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
