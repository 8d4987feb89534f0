using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>Mean and spread of each channel of a tensor inside a model, over a set of images.</summary>
/// <param name="Means">The mean over images and places, a channel each: C.</param>
/// <param name="StandardDeviations">The standard deviation of the same values (of all of them, so divided by their number): C.</param>
public sealed record ActivationMoments(IReadOnlyList<double> Means, IReadOnlyList<double> StandardDeviations)
{
    /// <summary>Runs a model over images, in order and on one thread: the same images give the same numbers.</summary>
    /// <param name="path">An ONNX file that has the tensor as an output behind its logits.</param>
    /// <param name="tensor">Name of a float32 tensor, N×C….</param>
    /// <param name="images">The images.</param>
    /// <param name="normalization">How pixels become the model's input; a model that takes pixels knows that itself.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InvalidDataException">There is no image, or the file does not fit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was raised.</exception>
    public static ActivationMoments Of(string path, string tensor, IImageSet images, Normalization normalization, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var reader = new ActivationReader(path, [tensor], new RuntimeOptions { Threads = 1 });
        Sums? sums = null;
        reader.Read(images, normalization, (_, _, tensors) =>
        {
            var shape = tensors[0].GetTensorTypeAndShape().Shape;
            sums ??= new Sums(shape is [_, var channels, ..] ? (int)channels : 1);
            sums.Add(tensors[0].GetTensorDataAsSpan<float>(), (int)shape[0]);
        }, cancellation);
        return sums!.Moments;
    }

    /// <summary>Welford's recurrence, which does not lose a small spread beside a large mean (Welford 1962, "Note on a method for
    /// calculating corrected sums of squares and products").</summary>
    private sealed class Sums(int channels)
    {
        private readonly double[] _means = new double[channels];
        private readonly double[] _squares = new double[channels];
        private readonly long[] _counts = new long[channels];

        public ActivationMoments Moments => new(_means, [.. _squares.Zip(_counts, (sum, count) => Math.Sqrt(sum / count))]);

        public void Add(ReadOnlySpan<float> values, int images)
        {
            var places = values.Length / (images * channels);
            for (var row = 0; row < images * channels; row++)
            {
                var channel = row % channels;
                foreach (var value in values.Slice(row * places, places))
                {
                    var distance = value - _means[channel];
                    _means[channel] += distance / ++_counts[channel];
                    _squares[channel] += distance * (value - _means[channel]);
                }
            }
        }
    }
}
