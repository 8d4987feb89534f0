using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>Measures how many images a model answers a second in batches.</summary>
/// <remarks>After MLPerf Inference's offline scenario: all images are there from the start, and only the time for all of them counts.</remarks>
public static class ThroughputRunner
{
    /// <summary>The usual number of images answered together.</summary>
    public const int DefaultBatchSize = 32;

    /// <summary>Measures with images of a set, spread evenly over it.</summary>
    /// <param name="model">The model, on its own threads.</param>
    /// <param name="minSeconds">The least time, in seconds; whole batches are answered until it has passed, at least one.</param>
    /// <param name="set">The images; where they are fewer than a batch, the batch is that much smaller.</param>
    /// <param name="normalization">How pixels become the model's input; a model that takes pixels does that within the measured time.</param>
    /// <param name="batchSize">Images answered together; a model that fixes its batch has its own.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="InvalidDataException">The images do not fit the model.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was raised.</exception>
    public static ThroughputResult Run(
        OnnxClassifier model, double minSeconds, IImageSet set, Normalization normalization, int batchSize = DefaultBatchSize,
        TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (minSeconds is not (>= 0 and <= 3600))
            throw new ArgumentOutOfRangeException(nameof(minSeconds), minSeconds, "It is a time from 0 to 3600 s.");
        clock ??= TimeProvider.System;
        var size = Math.Min(Math.Min(batchSize, model.MaxBatch), set.Count);
        using var images = SelectedImages.Spread(set, size);
        using var batch = new ModelInput(model, images, normalization).Bind(model, 0, size);
        // Not timed: memory for a batch of that size is given at the first run.
        batch.Run();
        var start = clock.GetTimestamp();
        var batches = 0;
        double seconds;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Run();
            batches++;
            seconds = clock.GetElapsedTime(start).TotalSeconds;
        }
        while (seconds < minSeconds || seconds <= 0);
        return new ThroughputResult(batches * (double)size / seconds, size, batches * size, seconds);
    }
}
