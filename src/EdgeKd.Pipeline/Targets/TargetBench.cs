using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Targets;

/// <summary>Measures one model on one target.</summary>
public static class TargetBench
{
    private const int MostImages = 64;

    /// <summary>Measures.</summary>
    /// <param name="options">Model and target.</param>
    /// <param name="observer">Told how far it is.</param>
    /// <param name="ct">Stops the target.</param>
    /// <exception cref="ArgumentException">There is no such target.</exception>
    /// <exception cref="TargetException">The target failed; one line.</exception>
    /// <exception cref="InvalidDataException">Model, bundle or images are damaged or do not fit each other; one line.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    public static BenchResult Run(BenchOptions options, IPipelineObserver observer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        var progress = new Relay<string>(line => observer.Progressed(new StageProgress("bench", null, line)));
        var recipe = options.RecipePath is { } path ? RecipeFile.Load(path) : null;
        var section = NamedTargets.Find(options.Target, recipe);
        var folder = Directory.CreateTempSubdirectory("edgekd-bench-").FullName;
        try
        {
            var model = ModelOf(options, folder);
            var data = Path.Combine(folder, "bench.images");
            var count = WriteImages(model, options.DataPath, data);
            using var target = RecipeTarget.Open(section);
            var job = new TargetJob
            {
                Mode = TargetMode.Accuracy,
                ModelPath = model,
                Precision = options.Precision,
                DataPath = data,
                Threads = options.Threads ?? section.Threads ?? recipe?.Validate.Threads ?? 1,
                Latency = options.Latency,
                TimeLimit = TimeSpan.FromSeconds(Math.Max(section.TimeLimitSeconds, 2 * options.Latency.MaxSeconds)),
                LogFolder = options.LogFolder,
            };
            // Answers first: what is timed has to answer the same.
            var answered = target.Run(job, progress, ct);
            var (latency, timed) = TargetMeasurement.Time(target, job with { Mode = TargetMode.Latency }, answered, progress, ct);
            return Result(target, timed, latency, count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BenchResult Result(ITarget target, TargetAnswer timed, LatencyResult latency, int images) => new()
    {
        Target = target.Name,
        Kind = target.Kind,
        IsEmulated = target.IsEmulated,
        Model = timed.Result.Model.File,
        ModelSha256 = timed.Result.Model.Sha256,
        Images = images,
        Latency = latency,
        EndToEndP90Ms = LatencyResult.PercentileOf(timed.Result.Latency!.EndToEndMs, 0.90m),
        PeakMemoryBytes = timed.Result.PeakMemoryBytes,
        Instructions = timed.Instructions,
        OnnxRuntime = timed.Result.Runtime.OnnxRuntime,
        Nodes = timed.Result.Runtime.Provider.Nodes,
        Device = timed.Result.Device,
    };

    private static string ModelOf(BenchOptions options, string folder)
    {
        if (!options.ModelPath.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return File.Exists(options.ModelPath) ? options.ModelPath : throw new FileNotFoundException($"{options.ModelPath}: there is no such model file");
        using var bundle = BundleReader.Open(options.ModelPath);
        var file = bundle.Manifest.Model(options.Precision).File;
        var path = Path.Combine(folder, Path.GetFileName(file));
        bundle.Extract(file, path);
        return path;
    }

    private static int WriteImages(string modelPath, string? dataPath, string path)
    {
        using var model = OnnxClassifier.Open(modelPath);
        if (dataPath is null)
        {
            IReadOnlyList<string> classes = model.Labels.Length > 0 ? model.Labels : [.. Enumerable.Range(0, model.ClassCount).Select(k => $"class {k}")];
            using var noise = new NoiseImages(MostImages, model.TakesPixels ? model.ShorterSide : Math.Max(model.Height, model.Width), classes);
            PackedImages.Write(noise, path);
            return noise.Count;
        }
        using var all = ModelEvaluation.OpenImages(dataPath, model);
        using var chosen = SelectedImages.Spread(all, MostImages);
        PackedImages.Write(chosen, path);
        return chosen.Count;
    }
}
