using EdgeKd.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeKd.Edge;

/// <summary>Shows the tensors inside a model, batch by batch, of files that have them as outputs behind the logits.</summary>
internal sealed class ActivationReader : IDisposable
{
    // A batch is as large as its tensors allow, so that networks for large images fit as well.
    private const long MaxBatchBytes = 64L << 20;
    private const int MaxBatch = 32;

    private readonly OnnxClassifier _model;
    private readonly string[] _tensors;
    private readonly string[] _outputs;

    /// <summary>Opens a model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="tensors">Names of float32 tensors: outputs of the file, or its input.</param>
    /// <param name="options">Threads.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the file, or has no such float32 output.</exception>
    public ActivationReader(string path, IEnumerable<string> tensors, RuntimeOptions options)
    {
        _model = OnnxClassifier.OpenWithInside(path, options);
        _tensors = [.. tensors];
        _outputs = [.. _tensors.Where(name => name != _model.InputName)];
        if (_outputs.FirstOrDefault(name => _model.OutputOf(name)?.ElementDataType != TensorElementType.Float) is not { } missing)
            return;
        _model.Dispose();
        throw new InvalidDataException($"{path}: '{missing}' is no float32 output of the model; make it one.");
    }

    /// <summary>Runs all images of a set, in order.</summary>
    /// <param name="images">The images.</param>
    /// <param name="normalization">How pixels become the model's input; a model that takes pixels knows that itself.</param>
    /// <param name="see">Gets, for each batch, its first image, the number of its images, and the tensors in the order asked for, which
    /// are gone when it returns.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public void Read(IImageSet images, Normalization normalization, Action<int, int, IReadOnlyList<OrtValue>> see, CancellationToken cancellation)
    {
        if (images.Count == 0)
            throw new InvalidDataException($"{_model.Path}: there is no image to run the model on.");
        var input = new ModelInput(_model, images, normalization);
        var batch = Run(input, 0, 1, (_, _, tensors) => BatchFor(tensors));
        for (var first = 0; first < images.Count; first += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            Run(input, first, Math.Min(batch, images.Count - first), (from, count, tensors) =>
            {
                see(from, count, tensors);
                return 0;
            });
        }
    }

    public void Dispose() => _model.Dispose();

    private int BatchFor(IReadOnlyList<OrtValue> tensors)
    {
        var bytes = tensors.Sum(tensor => tensor.GetTensorTypeAndShape().ElementCount * sizeof(float));
        return (int)Math.Min(Math.Clamp(MaxBatchBytes / bytes, 1, MaxBatch), _model.MaxBatch);
    }

    private T Run<T>(ModelInput input, int first, int count, Func<int, int, IReadOnlyList<OrtValue>, T> see)
    {
        using var images = input.Value(first, count);
        using var outputs = _model.Compute(images, _outputs);
        var byName = _outputs.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second);
        return see(first, count, [.. _tensors.Select(name => byName.GetValueOrDefault(name, images))]);
    }
}
