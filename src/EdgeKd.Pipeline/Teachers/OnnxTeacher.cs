using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Features;
using EdgeKd.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace EdgeKd.Pipeline.Teachers;

/// <summary>Any image classifier in an ONNX file as the teacher, run by ONNX Runtime on images that are normalised for it.</summary>
/// <remarks>
/// The input is float32 or uint8, N×3×H×W or N×H×W×3. A fixed batch dimension is filled up by zeros, so a model of one image runs
/// image by image; a free one takes the batch in one go. Not safe for use by several threads at once.
/// </remarks>
internal sealed class OnnxTeacher : ITeacher
{
    // Two images tell the batch's dimension from others, and a graph that is traced for one image from one that is not.
    private const int ProbeCount = 2;

    private readonly string path;
    private readonly OnnxTeacherOptions options;
    private readonly ModelSession session;
    private readonly string[] features;
    private readonly bool channelsLast;
    private readonly int fixedBatch;

    private OnnxTeacher(ModelProto model, string path, OnnxTeacherOptions options)
    {
        (this.path, this.options) = (path, options);
        features = [.. options.Features.Distinct()];
        LogitsName = options.Output ?? FindLogits(model, path, options);
        if (GraphTensors.ProducerOf(model, LogitsName) is { OpType: "Softmax", Input: [var before] })
            throw new InvalidDataException($"{path}: '{LogitsName}' holds probabilities, and distillation softens logits; set {options.Key}.output: {before}");
        string[] tensors = [LogitsName, .. features.Select(feature => TensorOf(model, feature))];
        GraphTensors.AddOutputs(model, tensors, path);
        session = new ModelSession(model, path, tensors, options.Device, options.Threads);
        try
        {
            (channelsLast, Height, Width) = InputOf(session, path, options);
            fixedBatch = Math.Max(session.InputShape[0], 0);
            (ClassCount, FeatureShapes) = Measure();
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The tensor that is taken for the logits.</summary>
    public string LogitsName { get; }

    /// <summary>Height of the input in pixels.</summary>
    public int Height { get; }

    /// <summary>Width of the input in pixels.</summary>
    public int Width { get; }

    /// <summary>Whether the input is uint8: pixels from 0 to 255 that the model normalises itself.</summary>
    public bool TakesBytes => session.InputType == TensorElementType.UInt8;

    /// <inheritdoc/>
    public int ClassCount { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long[]> FeatureShapes { get; }

    /// <summary>Opens a model that <see cref="OnnxFile"/> has read and checked.</summary>
    /// <param name="model">The model; outputs are added to it.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="options">What is asked of it.</param>
    /// <exception cref="ArgumentException">It computes no such tensor, or a tensor is no feature; one line.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses it, or it is no image classifier; one line.</exception>
    public static OnnxTeacher Open(ModelProto model, string path, OnnxTeacherOptions options) => new(model, path, options);

    /// <inheritdoc/>
    public TeacherOutput Forward(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tensors = Run(batch.Images);
        var device = batch.Images.device;
        var named = features.Zip(tensors.Skip(1)).ToDictionary(f => f.First, f => Pool(f.Second).contiguous().to(device));
        scope.MoveToOuter(named.Values);
        return new TeacherOutput(tensors[0].to(device).MoveToOuterDisposeScope(), named);
    }

    /// <summary>Closes the session.</summary>
    public void Dispose() => session.Dispose();

    private Tensor[] Run(Tensor images)
    {
        var count = images.shape[0];
        var input = channelsLast ? images.cpu().permute(0, 2, 3, 1) : images.cpu();
        if (TakesBytes)
            input = input.round().clamp(0, 255).to_type(ScalarType.Byte);
        if (fixedBatch == 0)
            return session.Run(input);
        List<Tensor[]> parts = [];
        for (var first = 0L; first < count; first += fixedBatch)
        {
            var length = Math.Min(fixedBatch, count - first);
            var part = input.narrow(0, first, length);
            if (length < fixedBatch)
                part = cat([part, zeros([fixedBatch - length, .. input.shape[1..]], dtype: input.dtype)], 0);
            parts.Add([.. session.Run(part).Select(output => output.dim() > 0 && output.shape[0] == fixedBatch
                ? output.narrow(0, 0, length)
                : throw new InvalidDataException($"{path}: an output of shape {string.Join('×', output.shape)} does not begin with the batch of {fixedBatch}; name another one."))]);
        }
        return [.. Enumerable.Range(0, parts[0].Length).Select(i => cat([.. parts.Select(part => part[i])], 0))];
    }

    private Tensor Pool(Tensor feature) => feature.dim() == 3 ? TokenPooling.Apply(feature, options.Tokens) : feature;

    private (int Classes, IReadOnlyDictionary<string, long[]> Shapes) Measure()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tensors = Run(zeros(ProbeCount, 3, Height, Width));
        if (tensors[0].shape is not [ProbeCount, > 1 and var classes])
        {
            throw new InvalidDataException(
                $"{path}: '{LogitsName}' is {string.Join('×', tensors[0].shape)} for {ProbeCount} images; logits are N×K. Name their tensor with {options.Key}.output.");
        }
        return ((int)classes, features.Zip(tensors.Skip(1)).ToDictionary(f => f.First, f => ShapeOf(f.First, f.Second)));
    }

    private long[] ShapeOf(string name, Tensor feature)
    {
        try
        {
            return feature.shape switch
            {
                [ProbeCount, var tokens, var width] => TokenPooling.Shape(tokens, width, options.Tokens),
                [ProbeCount, _] or [ProbeCount, _, _, _] => feature.shape[1..],
                _ => throw new ArgumentException("a feature is N×C, N×C×H×W or N×T×D tokens: name another tensor"),
            };
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{path}: feature '{name}' is {string.Join('×', feature.shape)} for {ProbeCount} images: {e.Message}.", e);
        }
    }

    private string TensorOf(ModelProto model, string feature)
    {
        if (feature != FeatureHooks.Pooled || GraphTensors.Names(model).Contains(feature))
            return feature;
        return GraphTensors.ClassifierInput(model, LogitsName) ?? throw new ArgumentException(
            $"{path}: '{LogitsName}' does not come from a linear layer, so there is no feature '{FeatureHooks.Pooled}': name a tensor of the file, such as distill.srd.teacherFeature.");
    }

    /// <summary>The only output of N×K; where several could be, the shapes of all are measured by a run.</summary>
    private static string FindLogits(ModelProto model, string path, OnnxTeacherOptions options)
    {
        var outputs = model.Graph.Output.Select(output => output.Name).ToArray();
        if (outputs.Length == 1)
            return outputs[0];
        if (outputs.Length == 0)
            throw new InvalidDataException($"{path}: it has no output.");
        using var session = new ModelSession(model, path, outputs, options.Device, options.Threads);
        var (channelsLast, height, width) = InputOf(session, path, options);
        using var scope = NewDisposeScope();
        var count = session.InputShape[0] > 0 ? session.InputShape[0] : ProbeCount;
        var dtype = session.InputType == TensorElementType.UInt8 ? ScalarType.Byte : ScalarType.Float32;
        long[] shape = channelsLast ? [count, height, width, 3] : [count, 3, height, width];
        var tensors = session.Run(zeros(shape, dtype: dtype));
        var fitting = outputs.Where((_, i) => tensors[i].shape is [var n, > 1] && n == count).ToArray();
        return fitting.Length == 1
            ? fitting[0]
            : throw new InvalidDataException(
                $"{path}: {fitting.Length} of its outputs could be the logits ({string.Join(", ", outputs.Select((name, i) => $"{name} {string.Join('×', tensors[i].shape)}"))}); name theirs with {options.Key}.output.");
    }

    private static (bool ChannelsLast, int Height, int Width) InputOf(ModelSession session, string path, OnnxTeacherOptions options)
    {
        var shape = session.InputShape;
        var text = $"its input '{session.InputName}' is {session.InputType.ToString().ToLowerInvariant()} [{string.Join(", ", shape.Select(d => d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture)))}]";
        if (session.InputType is not (TensorElementType.Float or TensorElementType.UInt8) || shape.Length != 4)
            throw new InvalidDataException($"{path}: {text}; images of float32 or uint8 and four dimensions are needed.");
        var channelsLast = options.Layout is null ? shape[1] != 3 && shape[3] == 3 : options.Layout == "nhwc";
        var (channels, height, width) = channelsLast ? (shape[3], shape[1], shape[2]) : (shape[1], shape[2], shape[3]);
        if (channels is not (3 or -1))
            throw new InvalidDataException($"{path}: {text}, which are not three channels in the order {(channelsLast ? "nhwc" : "nchw")}; set {options.Key}.layout, or give a classifier of colour images.");
        return (channelsLast, SideOf(height), SideOf(width));

        int SideOf(int length) => length > 0
            ? options.ImageSize == 0 || options.ImageSize == length
                ? length
                : throw new InvalidDataException($"{path}: {options.Key}.imageSize is {options.ImageSize}, but {text}; remove the key.")
            : options.ImageSize > 0 ? options.ImageSize : options.DefaultImageSize;
    }
}
