using System.Numerics.Tensors;
using EdgeKd.Data;
using Microsoft.ML.OnnxRuntime;

namespace EdgeKd.Edge;

/// <summary>Runs a float model over images and notes which values its tensors take.</summary>
/// <remarks>Two passes, the first for the ends and the second for the histograms between them, so that memory does not grow with
/// the images. The same images give the same result whatever the number of threads, up to the rounding of the runtime.</remarks>
public static class Calibrator
{
    /// <summary>Calibrates.</summary>
    /// <param name="path">An ONNX file that has the tensors as outputs behind its logits.</param>
    /// <param name="tensors">Names of the tensors.</param>
    /// <param name="images">The images, as the model is to see them: of the training part, without augmentation.</param>
    /// <param name="normalization">How pixels become the model's input; a model that takes pixels knows that itself.</param>
    /// <param name="options">Threads and bins.</param>
    /// <param name="progress">Told how many images are through of those of all passes.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InvalidDataException">There is no image, the file does not fit, or a tensor has a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was raised.</exception>
    public static CalibrationResult Run(
        string path,
        IReadOnlyList<string> tensors,
        IImageSet images,
        Normalization normalization,
        CalibrationOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new CalibrationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        using var reader = new ActivationReader(path, tensors, new RuntimeOptions { Threads = options.Threads });
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };

        var least = Enumerable.Repeat(float.PositiveInfinity, tensors.Count).ToArray();
        var most = Enumerable.Repeat(float.NegativeInfinity, tensors.Count).ToArray();
        reader.Read(images, normalization, (first, count, values) =>
        {
            Parallel.For(0, tensors.Count, parallel, tensor =>
            {
                var span = values[tensor].GetTensorDataAsSpan<float>();
                // Both are NaN where a value is.
                least[tensor] = Math.Min(least[tensor], TensorPrimitives.Min(span));
                most[tensor] = Math.Max(most[tensor], TensorPrimitives.Max(span));
            });
            RequireFinite(path, tensors, least, most, images, first, count);
            progress?.Report(first + count);
        }, cancellation);

        var extremes = tensors.Index().ToDictionary(
            tensor => tensor.Item, tensor => new TensorRange(Math.Min(least[tensor.Index], 0), Math.Max(most[tensor.Index], 0)), StringComparer.Ordinal);
        if (!options.WithHistograms)
            return new CalibrationResult(images.Count, extremes, null);

        var histograms = tensors.Select((_, tensor) => new ActivationHistogram(least[tensor], most[tensor], options.Bins)).ToArray();
        reader.Read(images, normalization, (first, count, values) =>
        {
            Parallel.For(0, tensors.Count, parallel, tensor => histograms[tensor].Add(values[tensor].GetTensorDataAsSpan<float>()));
            progress?.Report(images.Count + first + count);
        }, cancellation);
        return new CalibrationResult(images.Count, extremes,
            tensors.Index().ToDictionary(tensor => tensor.Item, tensor => histograms[tensor.Index], StringComparer.Ordinal));
    }

    private static void RequireFinite(
        string path, IReadOnlyList<string> tensors, float[] least, float[] most, IImageSet images, int first, int count)
    {
        for (var tensor = 0; tensor < tensors.Count; tensor++)
        {
            if (!float.IsFinite(least[tensor]) || !float.IsFinite(most[tensor]))
                throw new InvalidDataException(
                    $"{path}: tensor '{tensors[tensor]}' is not finite ({(float.IsFinite(least[tensor]) ? most[tensor] : least[tensor])}) for an image of {images.NameOf(first)} to {images.NameOf(first + count - 1)}; the weights or the normalisation are broken.");
        }
    }
}
