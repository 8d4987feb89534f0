using System.Diagnostics;
using EdgeKd.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeKd.Edge;

/// <summary>An image classifier in an ONNX file, run by ONNX Runtime on the CPU.</summary>
/// <remarks>
/// One input and one float32 output N×K. The input is float32 N×C×H×W with fixed C, H and W, or uint8 N×H×W×3 RGB with free
/// H and W, which the model resizes and crops itself. <see cref="Run"/> and <see cref="RunPixels"/> may be called from several
/// threads at once; they share the session's threads.
/// </remarks>
public sealed class OnnxClassifier : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly Normalization? _normalization;

    private OnnxClassifier(string path, RuntimeOptions options, InferenceSession session, double loadMs, bool withInside)
    {
        Path = path;
        Options = options;
        LoadMs = loadMs;
        _session = session;
        var (inputName, input) = Single(session.InputMetadata, "input");
        var (outputName, output) = withInside
            ? (session.OutputNames[0], session.OutputMetadata[session.OutputNames[0]])
            : Single(session.OutputMetadata, "output");
        var shape = input.Dimensions;
        TakesPixels = input.ElementDataType == TensorElementType.UInt8 && shape is [_, < 0, < 0, 3];
        if (!TakesPixels && (input.ElementDataType != TensorElementType.Float || shape.Length != 4 || shape[1..].Any(d => d <= 0)))
            throw Unsupported($"its input '{inputName}' is {Describe(input)}; a float32 N×C×H×W with fixed C, H and W is needed, or a uint8 N×H×W×3 with free H and W");
        if (output.ElementDataType != TensorElementType.Float || output.Dimensions.Length != 2 || output.Dimensions[1] <= 0)
            throw Unsupported($"its output '{outputName}' is {Describe(output)}; float32 N×K logits with a fixed K are needed");
        _inputNames = [inputName];
        _outputNames = [outputName];
        Metadata = session.ModelMetadata.CustomMetadataMap;
        (Channels, ClassCount) = (TakesPixels ? shape[3] : shape[1], output.Dimensions[1]);
        (Height, Width) = TakesPixels ? ModelMetadata.CropSize(Metadata, path) : (shape[2], shape[3]);
        MaxBatch = shape[0] > 0 ? shape[0] : int.MaxValue;
        ShorterSide = ModelMetadata.ShorterSide(Metadata, Math.Max(Height, Width), path);
        Interpolation = ModelMetadata.Interpolation(Metadata, path);
        Labels = ModelMetadata.Labels(Metadata, ClassCount, path);
        _normalization = ModelMetadata.Normalization(Metadata, path);
    }

    /// <summary>The model file.</summary>
    public string Path { get; }

    /// <summary>The options it was opened with.</summary>
    public RuntimeOptions Options { get; }

    /// <summary>Channels of the input.</summary>
    public int Channels { get; }

    /// <summary>Whether the model takes RGB bytes of any size, and resizes, crops and normalises them itself.</summary>
    public bool TakesPixels { get; }

    /// <summary>Height of the input in pixels; of a model that takes pixels, of what it cuts out.</summary>
    public int Height { get; }

    /// <summary>Width of the input in pixels; of a model that takes pixels, of what it cuts out.</summary>
    public int Width { get; }

    /// <summary>The shorter side, in pixels, that images are resized to before their centre is cut out.</summary>
    public int ShorterSide { get; }

    /// <summary>The filter that images are resized with.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>The number of classes K.</summary>
    public int ClassCount { get; }

    /// <summary>The model's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The class names in the order of the logits; empty where the model names none.</summary>
    public string[] Labels { get; }

    /// <summary>Time to open the file, build the session and optimise the graph, in milliseconds.</summary>
    public double LoadMs { get; }

    /// <summary>The normalisation that the model names for its input.</summary>
    /// <exception cref="InvalidDataException">The model names none.</exception>
    public Normalization Normalization => _normalization ?? throw Unsupported(
        $"its metadata names no normalisation ('{MetadataKeys.Mean}' and '{MetadataKeys.StandardDeviation}'); export it with EdgeKd or give one");

    /// <summary>Floats in one input image, C·H·W.</summary>
    internal int InputLength => Channels * Height * Width;

    /// <summary>The batch size that the file fixes; <see cref="int.MaxValue"/> where it is free.</summary>
    internal int MaxBatch { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="options">Threads; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the file, or it is no image classifier.</exception>
    public static OnnxClassifier Open(string path, RuntimeOptions? options = null) => Open(path, options, withInside: false);

    /// <summary>Opens a model that has tensors of its inside as outputs behind the logits.</summary>
    internal static OnnxClassifier OpenWithInside(string path, RuntimeOptions? options) => Open(path, options, withInside: true);

    private static OnnxClassifier Open(string path, RuntimeOptions? options, bool withInside)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new RuntimeOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such model file.", path);
        using var sessionOptions = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = options.Optimizes ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            // What goes wrong is thrown; the library's own lines on the console say it twice.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        InferenceSession session;
        var start = Stopwatch.GetTimestamp();
        try
        {
            session = new InferenceSession(path, sessionOptions);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{path}: ONNX Runtime cannot load the model: {OneLine(e)}", e);
        }

        var loadMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        try
        {
            return new OnnxClassifier(path, options, session, loadMs, withInside);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the logits of a batch.</summary>
    /// <param name="nchw">The normalised images, <paramref name="count"/>×C×H×W.</param>
    /// <param name="count">Images in the batch.</param>
    /// <returns>The logits, <paramref name="count"/>×K, a row an image.</returns>
    /// <exception cref="ArgumentException">The input has another length than the count and the model's shape need.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot run the model.</exception>
    public float[] Run(ReadOnlySpan<float> nchw, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (TakesPixels)
            throw new ArgumentException($"{Path}: the model takes pixels; call {nameof(RunPixels)}.");
        if (nchw.Length != (long)count * InputLength)
            throw new ArgumentException($"{Path}: {count} image(s) of {Channels}×{Height}×{Width} are {(long)count * InputLength} floats, and {nchw.Length} were given.");
        using var bound = Bind(nchw.ToArray(), count);
        return bound.Run();
    }

    /// <summary>Computes the logits of a batch of images of one size.</summary>
    /// <param name="rgbNhwc">The images, <paramref name="count"/>×H×W×3 bytes.</param>
    /// <param name="count">Images in the batch.</param>
    /// <param name="height">Their height in pixels.</param>
    /// <param name="width">Their width in pixels.</param>
    /// <returns>The logits, <paramref name="count"/>×K, a row an image.</returns>
    /// <exception cref="ArgumentException">The input has another length than the sizes need, or the model does not take pixels.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot run the model, or the images are so long and thin that resizing
    /// would make them too large.</exception>
    public float[] RunPixels(ReadOnlySpan<byte> rgbNhwc, int count, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (!TakesPixels)
            throw new ArgumentException($"{Path}: the model takes normalised numbers; call {nameof(Run)}.");
        if (rgbNhwc.Length != (long)count * height * width * 3)
            throw new ArgumentException($"{Path}: {count} image(s) of {height}×{width} are {(long)count * height * width * 3} bytes, and {rgbNhwc.Length} were given.");
        // Unlike our loader the model resizes all of a picture before it cuts.
        var longer = (long)Math.Max(height, width) * ShorterSide / Math.Min(height, width);
        if (longer * ShorterSide > ImageDecoder.DefaultMaxPixels)
            throw new InvalidDataException($"{Path}: a picture of {width}×{height} pixels is too long and thin for the model to resize; cut it.");
        using var bound = Bind(rgbNhwc.ToArray(), count, height, width);
        return bound.Run();
    }

    /// <summary>Ties a batch and a buffer for its logits to the session, so that running it again costs nothing but the run.</summary>
    internal BoundBatch Bind(float[] nchw, int count) => new(this, InputOf(nchw, count), count);

    /// <summary>As the other, for a model that takes pixels.</summary>
    internal BoundBatch Bind(byte[] rgbNhwc, int count, int height, int width) => new(this, InputOf(rgbNhwc, count, height, width), count);

    /// <summary>A batch as the runtime takes it.</summary>
    internal OrtValue InputOf(float[] nchw, int count) => OrtValue.CreateTensorValueFromMemory(nchw, [count, Channels, Height, Width]);

    /// <summary>As the other, for a model that takes pixels.</summary>
    internal OrtValue InputOf(byte[] rgbNhwc, int count, int height, int width) =>
        OrtValue.CreateTensorValueFromMemory(rgbNhwc, [count, height, width, Channels]);

    /// <summary>Name of the input.</summary>
    internal string InputName => _inputNames[0];

    /// <summary>The type of an output; null where the model has none of that name.</summary>
    internal NodeMetadata? OutputOf(string name) => _session.OutputMetadata.GetValueOrDefault(name);

    /// <summary>Computes outputs by name; for the caller to dispose.</summary>
    internal IDisposableReadOnlyCollection<OrtValue> Compute(OrtValue input, IReadOnlyCollection<string> outputs)
    {
        try
        {
            return _session.Run(_runOptions, _inputNames, [input], outputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw CannotRun(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }

    private void Infer(OrtValue[] inputs, OrtValue[] outputs)
    {
        try
        {
            _session.Run(_runOptions, _inputNames, inputs, _outputNames, outputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw CannotRun(e);
        }
    }

    private InvalidDataException CannotRun(OnnxRuntimeException e) => new($"{Path}: ONNX Runtime cannot run the model: {OneLine(e)}", e);

    private (string Name, NodeMetadata Value) Single(IReadOnlyDictionary<string, NodeMetadata> values, string kind)
    {
        if (values.Count != 1)
            throw Unsupported($"it has {values.Count} {kind}s ({string.Join(", ", values.Keys)}); an image classifier has one");
        var (name, value) = values.First();
        if (!value.IsTensor)
            throw Unsupported($"its {kind} '{name}' is not a tensor");
        return (name, value);
    }

    private InvalidDataException Unsupported(string what) => new($"{Path}: {what}.");

    private static string Describe(NodeMetadata value) =>
        $"{value.ElementDataType.ToString().ToLowerInvariant()} [{string.Join(", ", value.Dimensions.Select(d => d < 0 ? "?" : d.ToString()))}]";

    private static string OneLine(OnnxRuntimeException e) => e.Message.ReplaceLineEndings(" ").Trim();

    /// <summary>One batch with its output buffer, tied to the session.</summary>
    internal sealed class BoundBatch : IDisposable
    {
        private readonly OnnxClassifier _owner;
        private readonly float[] _logits;
        private readonly OrtValue[] _inputs;
        private readonly OrtValue[] _outputs;

        public BoundBatch(OnnxClassifier owner, OrtValue input, int count)
        {
            _inputs = [input];
            if (count > owner.MaxBatch)
            {
                input.Dispose();
                throw new ArgumentException($"{owner.Path}: the model takes {owner.MaxBatch} image(s) at a time, and {count} were given.");
            }

            _owner = owner;
            _logits = new float[checked(count * owner.ClassCount)];
            _outputs = [OrtValue.CreateTensorValueFromMemory(_logits, [count, owner.ClassCount])];
        }

        /// <summary>What the last run gave; zeros before the first one.</summary>
        public ReadOnlySpan<float> Logits => _logits;

        /// <summary>Runs the model; the same array each time, overwritten by the next run.</summary>
        public float[] Run()
        {
            _owner.Infer(_inputs, _outputs);
            return _logits;
        }

        public void Dispose()
        {
            _inputs[0].Dispose();
            _outputs[0].Dispose();
        }
    }
}
