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
    private readonly Tensor _images;
    private readonly Tensor _labels;
    private int _at;

    /// <summary>Makes the images.</summary>
    /// <param name="pair">Their size and number of classes.</param>
    /// <param name="folder">Where they are kept.</param>
    public StepImages(StepPair pair, string folder)
    {
        _pair = pair;
        _folder = Path.Combine(folder, $"{pair.Name}-{Environment.ProcessId}");
        var count = pair.ImageSize < 100 ? SmallImages : 4 * pair.BatchSize;
        // A tenth of them is held out.
        DataPreparation.Prepare(
            new() { Kind = "shapes", ImageSize = pair.ImageSize, Seed = 1, TrainCount = count + (count / 4), TestCount = 12 }, _folder, 1, null, CancellationToken.None);
        _set = PackedImages.Open(Path.Combine(_folder, DataPreparation.TrainFile));
        using var loader = new BatchLoader(_set, Loading with { BatchSize = count });
        using var all = loader.Epoch(0).First();
        _images = all.Images.clone().DetachFromDisposeScope();
        _labels = randint(pair.Classes, [count], ScalarType.Int64).DetachFromDisposeScope();
    }

    private static BatchLoaderOptions Loading => new() { Threads = 1 };

    /// <summary>The next batch; whoever takes it disposes it.</summary>
    public Batch Next()
    {
        int[] places = [.. Enumerable.Range(_at, _pair.BatchSize).Select(i => i % (int)_images.shape[0])];
        _at = (_at + _pair.BatchSize) % (int)_images.shape[0];
        using var index = tensor([.. places.Select(i => (long)i)]);
        return new Batch(_images.index_select(0, index), _labels.index_select(0, index), places);
    }

    /// <summary>Keeps what a teacher says of the images, and recalls it.</summary>
    /// <param name="teacher">The teacher; disposed.</param>
    /// <param name="features">The features that are kept beside the logits.</param>
    public CachedTeacher Cached(ITeacher teacher, IReadOnlyList<string> features)
    {
        using (teacher)
        {
            var description = new TeacherCacheDescription
            {
                TeacherSha256 = new string('0', 64),
                DataSha256 = _set.Sha256,
                AugmentationSha256 = new string('0', 64),
                Views = 1,
                Count = _set.Count,
                Classes = teacher.ClassCount,
                Features = [.. features.Select(name => new CachedFeature(name, teacher.FeatureShapes[name]))],
            };
            var path = Path.Combine(_folder, "teacher.cache");
            TeacherCacheWriter.Write(path, description, teacher, _set, Loading);
            return CachedTeacher.Open(path, features);
        }
    }

    public void Dispose()
    {
        _images.Dispose();
        _labels.Dispose();
        _set.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
