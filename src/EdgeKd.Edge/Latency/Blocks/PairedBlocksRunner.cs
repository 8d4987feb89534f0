using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>Measures two models beside one another, in paired blocks of runs at batch 1.</summary>
/// <remarks>
/// Each block opens its model anew, so that where memory happened to be given is a part of the noise and not of the difference between
/// the models (Mytkowicz and others 2009, "Producing wrong data without doing anything obviously wrong"), and so that memory is that of
/// one model alone.
/// </remarks>
public static class PairedBlocksRunner
{
    /// <summary>Measures with images of a set, spread evenly over it.</summary>
    /// <param name="candidate">The one.</param>
    /// <param name="baseline">The other.</param>
    /// <param name="options">How many blocks of which size.</param>
    /// <param name="set">The images.</param>
    /// <param name="seed">Of the coin that decides which of a pair comes first.</param>
    /// <param name="images">How many different images are used in turn, at most.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <param name="progress">Told how many pairs are measured.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <exception cref="ArgumentException">The options are not usable.</exception>
    /// <exception cref="InvalidDataException">The images do not fit a model.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was raised.</exception>
    public static PairedBlocksResult Run(
        BlockSubject candidate,
        BlockSubject baseline,
        BlockOptions options,
        IImageSet set,
        int seed,
        int images = 64,
        TimeProvider? clock = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        options.Require();
        var time = clock ?? TimeProvider.System;
        return new PairedBlocksMeasurement(Block(candidate), Block(baseline), options, new Random(seed), time).Measure(progress, cancellation);

        Func<LatencyOptions, BlockSamples> Block(BlockSubject subject)
        {
            // Read before any block, so that neither its time nor its memory has the pictures in it.
            var inputs = new ModelInput(subject.Model, set, subject.Normalization).Spread(images);
            return block => Measure(subject.Model, inputs, block, time, cancellation);
        }
    }

    private static BlockSamples Measure(
        OnnxClassifier model, IReadOnlyList<Func<OnnxClassifier, OnnxClassifier.BoundBatch>> inputs, LatencyOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var memory = AddedMemory.Start();
        var batches = new List<OnnxClassifier.BoundBatch>();
        using var fresh = OnnxClassifier.Open(model.Path, model.Options);
        try
        {
            batches.AddRange(inputs.Select(bind => bind(fresh)));
            var measured = new LatencyMeasurement(number => batches[number % batches.Count].Run(), options, clock).Measure(cancellation);
            return new BlockSamples(measured.SamplesMs, memory?.PeakBytes());
        }
        finally
        {
            batches.ForEach(batch => batch.Dispose());
        }
    }
}
