using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>Measures how long a model takes for one image.</summary>
/// <remarks>
/// After MLPerf Inference's single-stream scenario: real images one after the other, warm-up not counted, a minimum of
/// runs and of time, every sample kept. The model is opened anew, so that load and first run are those of a fresh start
/// whatever the given one did before. A measurement that is not to be trusted (<see cref="LatencyTrust"/>) is repeated, and the
/// least doubtful one kept.
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
        int[] places = [.. ModelInput.SpreadPlaces(set, images)];
        return Run(models, options, places, (model, fresh) => [.. new ModelInput(model, set, normalization).Spread(images).Select(bind => bind(fresh))], clock, cancellation);
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
        return Run([model], options, [.. Enumerable.Range(0, realImages.Count)], (_, fresh) => [.. realImages.Select(image => fresh.Bind(image, 1))], clock, cancellation)[0];
    }

    private static IReadOnlyList<LatencyResult> Run(
        IReadOnlyList<OnnxClassifier> models,
        LatencyOptions options,
        int[] places,
        Func<OnnxClassifier, OnnxClassifier, OnnxClassifier.BoundBatch[]> bind,
        TimeProvider? clock,
        CancellationToken cancellation)
    {
        options.Require();
        clock ??= TimeProvider.System;
        var start = clock.GetTimestamp();
        IReadOnlyList<LatencyResult> best = [];
        for (var attempt = 1; attempt <= 1 + LatencyTrust.Repeats; attempt++)
        {
            var results = RunOnce(models, options, places, bind, clock, cancellation);
            if (attempt == 1 || Doubtful(results) <= Doubtful(best))
                best = results;
            best = [.. best.Select(result => result with { Attempts = attempt })];
            if (Doubtful(best) == 0 || clock.GetElapsedTime(start).TotalSeconds >= options.MaxSeconds)
                break;
        }

        return best;

        static int Doubtful(IReadOnlyList<LatencyResult> results) => results.Count(result => result.Doubt is not null);
    }

    private static IReadOnlyList<LatencyResult> RunOnce(
        IReadOnlyList<OnnxClassifier> models,
        LatencyOptions options,
        int[] places,
        Func<OnnxClassifier, OnnxClassifier, OnnxClassifier.BoundBatch[]> bind,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var opened = new List<OnnxClassifier>();
        var bound = new List<OnnxClassifier.BoundBatch[]>();
        try
        {
            var subjects = new List<LatencyMeasurement>();
            foreach (var model in models)
            {
                var fresh = OnnxClassifier.Open(model.Path, model.Options);
                opened.Add(fresh);
                var batches = bind(model, fresh);
                bound.Add(batches);
                subjects.Add(new LatencyMeasurement(number => batches[number % batches.Length].Run(), options, clock));
            }

            var conditions = MeasurementConditions.Of(() => LatencyMeasurement.MeasureInTurns(subjects, cancellation), clock);
            return [.. subjects.Select((subject, i) => Summarize(subject, opened[i], options) with
            {
                SampledAnswers = Sample(bound[i], places, subject.AllRuns),
                Doubt = LatencyTrust.Doubt(subject.SamplesMs, conditions)
                    ?? RepetitionCheck.Doubt(image => bound[i][image].Run(), bound[i].Length, subject.SamplesMs.Min(), clock, cancellation),
            })];
        }
        finally
        {
            foreach (var batch in bound.SelectMany(batches => batches))
                batch.Dispose();
            opened.ForEach(model => model.Dispose());
        }
    }

    /// <summary>Each batch holds what its last run answered; those that none was run of are left out.</summary>
    private static SampledAnswer[] Sample(OnnxClassifier.BoundBatch[] batches, int[] places, int runs) =>
        [.. PerformanceAnswers.Choose(Math.Min(runs, batches.Length)).Select(i => new SampledAnswer(places[i], batches[i].Logits.ToArray()))];

    private static LatencyResult Summarize(LatencyMeasurement measured, OnnxClassifier model, LatencyOptions options) =>
        LatencyResult.Of(measured.SamplesMs, measured.FirstRunMs, model.LoadMs, model.Options.Threads, options);
}
