using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Metrics;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>A share of an epoch of kd in the training loop itself, the teacher's answers recalled.</summary>
/// <remarks>The loop measures a cosine of gradients in each epoch's first step, which a share of an epoch has as well as a whole one: what
/// is timed is a little more than that share.</remarks>
internal sealed class CachedTraining : IRunPart
{
    private readonly IImageSet _train;
    private readonly SelectedImages _validation;
    private readonly string _folder;
    private readonly IDistiller _distiller;

    /// <summary>Makes the networks, and a cache of one view.</summary>
    /// <param name="train">The images to learn from; stay the caller's.</param>
    /// <param name="validation">The validation images, of which one batch is used; stay the caller's.</param>
    /// <param name="folder">Where cache and checkpoints lie; made.</param>
    public CachedTraining(IImageSet train, IImageSet validation, string folder)
    {
        random.manual_seed(1);
        Directory.CreateDirectory(folder);
        (_train, _validation, _folder) = (train, SelectedImages.Spread(validation, IRunPart.BatchSize), folder);
        var cache = Path.Combine(folder, "teacher.cache");
        using (var teacher = new NetworkTeacher(RunNetworks.QuickTeacher(train)))
            BenchmarkCache.Write(cache, teacher, train, RunNetworks.Loading);
        _distiller = DistillerFactory.Create(new() { Method = "kd" }, RunNetworks.Student(train), CachedTeacher.Open(cache), train.Height);
    }

    /// <inheritdoc/>
    public int Batches => _train.Count / IRunPart.BatchSize;

    /// <inheritdoc/>
    public double Run(int batches) => batches * IRunPart.BatchSize / Train(batches, epochs: 1)[0].ImagesPerSecond;

    /// <summary>Trains on, and returns what the loop measured of each epoch.</summary>
    /// <param name="batches">Steps an epoch, 1 to <see cref="Batches"/>.</param>
    /// <param name="epochs">Epochs.</param>
    public IReadOnlyList<EpochMetrics> Train(int batches, int epochs)
    {
        using var some = SelectedImages.Spread(_train, batches * IRunPart.BatchSize);
        var options = new TrainingOptions
        {
            Epochs = epochs,
            BatchSize = IRunPart.BatchSize,
            Views = 1,
            Threads = get_num_threads(),
            LoaderThreads = RunNetworks.LoaderThreads,
            Augmentation = RunNetworks.Augmentation,
            Normalization = Normalization.Symmetric,
            LearningRate = 0.01,
        };
        // A folder of its own each time: in one that holds a checkpoint the loop would go on behind the last epoch.
        var work = Path.Combine(_folder, "work");
        try
        {
            return new Trainer(options, _distiller, some, _validation, work).Run().Epochs;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    public void Dispose()
    {
        _distiller.Dispose();
        _validation.Dispose();
    }
}
