using EdgeKd.Benchmarks.Processes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>A share of one view of the teacher's cache, file and digest included.</summary>
internal sealed class CacheWriting : IRunPart
{
    private readonly IImageSet _train;
    private readonly string _file;
    private readonly NetworkTeacher _teacher;

    /// <param name="train">The images; stay the caller's.</param>
    /// <param name="folder">Where the cache is written; made.</param>
    public CacheWriting(IImageSet train, string folder)
    {
        random.manual_seed(1);
        Directory.CreateDirectory(folder);
        (_train, _file) = (train, Path.Combine(folder, "view.cache"));
        _teacher = new NetworkTeacher(RunNetworks.Teacher(train));
    }

    /// <inheritdoc/>
    public int Batches => _train.Count / IRunPart.BatchSize;

    /// <inheritdoc/>
    public double Run(int batches)
    {
        using var some = SelectedImages.Spread(_train, batches * IRunPart.BatchSize);
        return TimedServer.Seconds(1, () => BenchmarkCache.Write(_file, _teacher, some, RunNetworks.Loading));
    }

    public void Dispose() => _teacher.Dispose();
}
