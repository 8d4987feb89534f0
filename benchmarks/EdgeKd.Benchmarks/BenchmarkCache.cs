using EdgeKd.Data;
using EdgeKd.Distillation;

namespace EdgeKd.Benchmarks;

/// <summary>Caches of a teacher's answers to one view of images, as the stage that makes them writes them.</summary>
internal static class BenchmarkCache
{
    private static readonly string NoDigest = new('0', 64);

    /// <summary>Writes a cache.</summary>
    /// <param name="path">The file.</param>
    /// <param name="teacher">Who answers; stays the caller's.</param>
    /// <param name="images">The images; stay the caller's.</param>
    /// <param name="loading">Threads and augmentation.</param>
    /// <param name="features">The features that are kept beside the logits; null: none.</param>
    public static void Write(string path, ITeacher teacher, IImageSet images, BatchLoaderOptions loading, IReadOnlyList<string>? features = null)
    {
        var description = new TeacherCacheDescription
        {
            TeacherSha256 = NoDigest,
            DataSha256 = NoDigest,
            AugmentationSha256 = NoDigest,
            Views = 1,
            Count = images.Count,
            Classes = teacher.ClassCount,
            Features = [.. (features ?? []).Select(name => new CachedFeature(name, teacher.FeatureShapes[name]))],
        };
        TeacherCacheWriter.Write(path, description, teacher, images, loading);
    }
}
