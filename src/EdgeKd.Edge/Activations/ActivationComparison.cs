using EdgeKd.Data;
using Microsoft.ML.OnnxRuntime;

namespace EdgeKd.Edge;

/// <summary>Compares tensors inside a model that would be equal without quantization.</summary>
public static class ActivationComparison
{
    /// <summary>Runs a model over images.</summary>
    /// <param name="path">An ONNX file that has both tensors of each pair as outputs behind its logits.</param>
    /// <param name="pairs">The pairs; N×C… each, of equal shapes.</param>
    /// <param name="images">The images.</param>
    /// <param name="normalization">How pixels become the model's input; a model that takes pixels knows that itself.</param>
    /// <param name="threads">Threads of the runtime and of comparing, at least 1.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InvalidDataException">There is no image, the file does not fit, or the shapes of a pair differ.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was raised.</exception>
    public static IReadOnlyList<TensorDifference> Run(
        string path, IReadOnlyList<TensorPair> pairs, IImageSet images, Normalization normalization, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var names = pairs.SelectMany(pair => new[] { pair.Expected, pair.Actual }).Distinct().ToArray();
        var place = names.Index().ToDictionary(name => name.Item, name => name.Index);
        using var reader = new ActivationReader(path, names, new RuntimeOptions { Threads = threads });
        var sums = new Sums[pairs.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        reader.Read(images, normalization, (_, _, values) =>
        {
            foreach (var pair in pairs)
                RequireSameShape(path, pair, values[place[pair.Expected]], values[place[pair.Actual]]);
            Parallel.For(0, pairs.Count, parallel, i =>
            {
                var (expected, actual) = (values[place[pairs[i].Expected]], values[place[pairs[i].Actual]]);
                (sums[i] ??= new Sums(pairs[i], expected)).Add(expected, actual);
            });
        }, cancellation);
        return [.. sums.Select(sum => sum.Difference)];
    }

    private static void RequireSameShape(string path, TensorPair pair, OrtValue expected, OrtValue actual)
    {
        if (!expected.GetTensorTypeAndShape().Shape.SequenceEqual(actual.GetTensorTypeAndShape().Shape))
            throw new InvalidDataException($"{path}: '{pair.Expected}' and '{pair.Actual}' have other shapes, so they cannot be compared.");
    }

    private sealed class Sums(TensorPair pair, OrtValue first)
    {
        private readonly double[] _channels = new double[first.GetTensorTypeAndShape().Shape is [_, var channels, ..] ? channels : 1];
        private double _signal, _noise;
        private long _places;

        public TensorDifference Difference => new()
        {
            Tensors = pair,
            SqnrDb = _noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(_signal / _noise),
            ChannelMeans = [.. _channels.Select(sum => sum / _places)],
        };

        public void Add(OrtValue expected, OrtValue actual)
        {
            var shape = expected.GetTensorTypeAndShape().Shape;
            var e = expected.GetTensorDataAsSpan<float>();
            var a = actual.GetTensorDataAsSpan<float>();
            var length = (int)(e.Length / (shape[0] * _channels.Length));
            for (var row = 0; row * length < e.Length; row++)
            {
                double signal = 0, noise = 0, mean = 0;
                for (var i = row * length; i < (row + 1) * length; i++)
                {
                    var difference = (double)e[i] - a[i];
                    signal += (double)e[i] * e[i];
                    noise += difference * difference;
                    mean += difference;
                }

                _signal += signal;
                _noise += noise;
                _channels[row % _channels.Length] += mean;
            }

            _places += shape[0] * length;
        }
    }
}
