using EdgeKd.Data;
using EdgeKd.Distillation.Features;

namespace EdgeKd.Distillation.Tests.Teachers;

/// <summary>A cache of a toy teacher in a folder of its own: 3 views of 200 images, so that a view has two batches.</summary>
internal sealed class TeacherCacheFixture : IDisposable
{
    public const int Views = 3;
    public const int Count = 200;

    private readonly string folder = Directory.CreateTempSubdirectory("edgekd-cache-").FullName;

    public TeacherCacheFixture()
    {
        Teacher = new CountingTeacher(new NetworkTeacher(new ToyNetwork(4), [FeatureHooks.Pooled, "conv"], imageSize: 8));
        Description = new TeacherCacheDescription
        {
            TeacherSha256 = new string('a', 64),
            DataSha256 = new string('b', 64),
            AugmentationSha256 = new string('c', 64),
            Views = Views,
            Count = Count,
            Classes = 3,
            Features = [new(FeatureHooks.Pooled, [32]), new("conv", [8, 8, 8])],
        };
    }

    public CountingTeacher Teacher { get; }

    public ToySet Images { get; init; } = new(Count);

    public TeacherCacheDescription Description { get; init; }

    public string Path => System.IO.Path.Combine(folder, "teacher.cache");

    public string Partial => Path + ".partial";

    public BatchLoaderOptions Loading { get; } = new()
    {
        AugmentationSeed = 11,
        Threads = 0,
        Augmentation = new AugmentationOptions { CropPadding = 1, HorizontalFlip = true },
        Normalization = ToySet.Normalization,
    };

    public void Write(CancellationToken cancellation = default, IProgress<double>? progress = null) =>
        TeacherCacheWriter.Write(Path, Description, Teacher, Images, Loading, progress, cancellation);

    public void Dispose()
    {
        Teacher.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
