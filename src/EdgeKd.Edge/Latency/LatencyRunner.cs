using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>Measures how long a model takes for one image.</summary>
/// <remarks>
/// After MLPerf Inference's single-stream scenario: real images one after the other, warm-up not counted, a minimum of
/// runs and of time, every sample kept. The model is opened anew, so that load and first run are those of a fresh start
/// whatever the given one did before.
/// </remarks>
public static class LatencyRunner
{
    /// <summary>Measures with images of a set, spread evenly over it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="set">The images.</param>
    /// <param name="normalization">How pixels become the model's input; a model that takes pixels does that within the measured time.</param>
    /// <param name="images">How many different images are used in turn, at most.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <param name="cancellation">Stops between runs.</param>
    public static LatencyResult Run(
        OnnxClassifier model,
        LatencyOptions options,
        IImageSet set,
        Normalization normalization,
        int images = 64,
        TimeProvider? clock = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return RunInTurns([model], options, set, normalization, images, clock, cancellation)[0];
    }

    /// <summary>Measures several models, a block of runs each in turns, so that a machine that grows slower or faster meanwhile does so for
    /// all of them.</summary>
    /// <param name="models">The models, at least one; each is measured until all have enough.</param>
    /// <param name="options">When to stop, for each model.</param>
    /// <param name="set">The images.</param>
    /// <param name="normalization">How pixels become a model's input.</param>
    /// <param name="images">How many different images are used in turn, at most.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <returns>A result for each model, in their order.</returns>
    public static IReadOnlyList<LatencyResult> RunInTurns(
        IReadOnlyList<OnnxClassifier> models,
        LatencyOptions options,
        IImageSet set,
        Normalization normalization,
        int images = 64,
        TimeProvider? clock = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        return Run(models, options, (model, fresh) => [.. new ModelInput(model, set, normalization).Spread(images).Select(bind => bind(fresh))], clock, cancellation);
    }

    /// <summary>Measures with given inputs, used in turn.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="realImages">Normalised images, C×H×W each.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <exception cref="ArgumentException">The options are not usable, or an image has another shape than the input.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was raised.</exception>
    public static LatencyResult Run(
        OnnxClassifier model,
        LatencyOptions options,
        IReadOnlyList<float[]> realImages,
        TimeProvider? clock = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(realImages);
        if (realImages.Count == 0)
            throw new ArgumentException("Latency is measured on at least one image.");
        if (model.TakesPixels)
            throw new ArgumentException($"{model.Path}: the model takes pixels; measure it on a set of images.");
        if (realImages.FirstOrDefault(i => i.Length != model.InputLength) is { } wrong)
            throw new ArgumentException(
                $"{model.Path}: an image of {model.Channels}×{model.Height}×{model.Width} has {model.InputLength} floats, and one of {wrong.Length} was given.");
        return Run([model], options, (_, fresh) => [.. realImages.Select(image => fresh.Bind(image, 1))], clock, cancellation)[0];
    }

    private static IReadOnlyList<LatencyResult> Run(
        IReadOnlyList<OnnxClassifier> models,
        LatencyOptions options,
        Func<OnnxClassifier, OnnxClassifier, OnnxClassifier.BoundBatch[]> bind,
        TimeProvider? clock,
        CancellationToken cancellation)
    {
        options.Require();
        var opened = new List<OnnxClassifier>();
        var bound = new List<OnnxClassifier.BoundBatch>();
        try
        {
            var subjects = new List<LatencyMeasurement>();
            foreach (var model in models)
            {
                var fresh = OnnxClassifier.Open(model.Path, model.Options);
                opened.Add(fresh);
                var batches = bind(model, fresh);
                bound.AddRange(batches);
                subjects.Add(new LatencyMeasurement(number => batches[number % batches.Length].Run(), options, clock ?? TimeProvider.System));
            }

            LatencyMeasurement.MeasureInTurns(subjects, cancellation);
            return [.. subjects.Zip(opened, (subject, model) => Summarize(subject.SamplesMs, subject.FirstRunMs, model.LoadMs, model.Options.Threads, options))];
        }
        finally
        {
            bound.ForEach(batch => batch.Dispose());
            opened.ForEach(model => model.Dispose());
        }
    }

    private static LatencyResult Summarize(double[] samples, double firstMs, double loadMs, int threads, LatencyOptions options)
    {
        var sorted = samples.Order().ToArray();
        var seconds = samples.Sum() / 1000;
        return new LatencyResult
        {
            P50Ms = Percentiles.Of(sorted, 0.50m),
            P90Ms = Percentiles.Of(sorted, 0.90m),
            P99Ms = Percentiles.Of(sorted, 0.99m),
            MeanMs = samples.Average(),
            MinMs = sorted[0],
            FirstRunMs = firstMs,
            LoadMs = loadMs,
            Runs = samples.Length,
            SamplesMs = samples,
            Threads = threads,
            Incomplete = samples.Length < options.MinRuns
                ? $"{samples.Length} of {options.MinRuns} runs in {seconds:F1} s: raise the maximum of {options.MaxSeconds} s, or ask for fewer runs"
                : null,
        };
    }
}
