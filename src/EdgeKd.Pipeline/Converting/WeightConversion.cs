using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Teachers;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Converting;

/// <summary>Moves weights between formats, and into an ONNX model.</summary>
public static class WeightConversion
{
    private const double LargestHalf = 65504;

    // Random numbers are compared, which nothing normalises.
    private static readonly Normalization Any = new([0, 0, 0], [1, 1, 1]);

    private static readonly string[] PyTorchExtensions = [".pth", ".pt", ".bin"];

    /// <summary>Whether a path is that of an ONNX model, for which a network must be named.</summary>
    public static bool IsOnnx(string path) => HasExtension(path, ".onnx");

    /// <summary>Converts. The output appears when it is complete; an ONNX model only when ONNX Runtime computes the network's
    /// logits with it.</summary>
    /// <exception cref="ArgumentException">The options do not fit together, or a value has no place in the output.</exception>
    /// <exception cref="InvalidDataException">The input is damaged, or does not fit the network.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or the output exists.</exception>
    public static ConversionResult Run(ConversionOptions options)
    {
        if (!options.Overwrite && File.Exists(options.Output))
            throw new IOException($"{options.Output} exists; name another file, or replace it with --force");
        if (!File.Exists(options.Input))
            throw new FileNotFoundException($"{options.Input}: there is no such file");
        if (CheckpointFile.FormatOf(options.Input) is null && HasExtension(options.Input, ".onnx", ".zip"))
            throw new ArgumentException($"{options.Input} is not a file of weights; ONNX models and bundles are an end, and only safetensors and PyTorch files are converted");
        using var scope = NewDisposeScope();
        if (IsOnnx(options.Output))
            return ToOnnx(options);
        if (options.Model is null)
            return Move(options);
        using var network = Loaded(options, out var notes);
        return Write(options, StateDictionary.Of(network), new Dictionary<string, string>(), notes);
    }

    private static ConversionResult Move(ConversionOptions options)
    {
        using var file = CheckpointFile.Load(options.Input);
        if (options.KeepNames)
            return Write(options, [.. file.Tensors], file.Metadata, file.Notes);
        var names = CheckpointNames.Unwrap(file.Tensors.Keys);
        return Write(
            options,
            [.. names.Names.Select(pair => KeyValuePair.Create(pair.Key, file.Tensors[pair.Value]))],
            file.Metadata,
            [.. file.Notes, .. names.Notes]);
    }

    private static ConversionResult Write(
        ConversionOptions options, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<string> notes)
    {
        var written = options.Half ? [.. tensors.Select(pair => KeyValuePair.Create(pair.Key, Halved(pair.Key, pair.Value)))] : tensors;
        string format;
        if (HasExtension(options.Output, ".safetensors"))
        {
            format = "safetensors";
            // Hugging Face's readers want to know whose tensors they are.
            Safetensors.Save(options.Output, written, metadata.Count > 0 ? metadata : new Dictionary<string, string> { ["format"] = "pt" });
        }
        else if (HasExtension(options.Output, PyTorchExtensions))
        {
            format = "PyTorch";
            PyTorchCheckpoint.Save(options.Output, written);
        }
        else
        {
            throw new ArgumentException($"{options.Output} has no extension that says what to write; use .safetensors, .pth, .pt, .bin or .onnx");
        }
        return new ConversionResult(
            options.Output, format, tensors.Count, tensors.Sum(pair => pair.Value.numel()), new FileInfo(options.Output).Length, notes);
    }

    private static Tensor Halved(string name, Tensor tensor)
    {
        if (!tensor.is_floating_point())
            return tensor;
        using var inner = NewDisposeScope();
        var half = tensor.to(ScalarType.Float16);
        // A value beyond the largest becomes infinite; what was infinite before may stay so.
        if (half.isinf().sum().item<long>() > tensor.isinf().sum().item<long>())
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"tensor '{name}' holds values beyond {LargestHalf}, the largest in half precision; convert without --half"));
        }
        return half.MoveToOuterDisposeScope();
    }

    private static ConversionResult ToOnnx(ConversionOptions options)
    {
        using var network = Loaded(options, out var notes);
        network.eval();
        var size = options.ImageSize ?? ModelZoo.UsualImageSize(options.Model!, options.Network.Stem);
        var model = OnnxExporter.Export(network, new ExportOptions
        {
            Height = size,
            Width = size,
            InputName = ExportStage.InputName,
            OutputName = ExportStage.OutputName,
            Opset = options.Opset,
            GraphName = options.Model!,
            ProducerVersion = PipelineVersions.EdgeKd,
            Mean = options.Mean,
            StandardDeviation = options.StandardDeviation,
            Labels = options.LabelsFile is { } file ? ClassNames.Read(file, "--labels") : [],
        });
        var unproven = $"{options.Output}.{Environment.ProcessId}.unproven";
        try
        {
            OnnxFile.Save(model, unproven);
            using (var runtime = OnnxClassifier.Open(unproven))
                ExportParity.Require(new ExportParity(network, runtime, Any, size).OnRandomInputs(), "random");
            File.Move(unproven, options.Output, overwrite: true);
        }
        finally
        {
            File.Delete(unproven);
        }
        var state = StateDictionary.Of(network);
        return new ConversionResult(
            options.Output, "ONNX", state.Count, state.Sum(pair => pair.Value.numel()), new FileInfo(options.Output).Length, notes);
    }

    private static ImageClassifier Loaded(ConversionOptions options, out IReadOnlyList<string> notes)
    {
        var network = ModelZoo.Create(
            options.Model ?? throw new ArgumentException("an ONNX model is a network with its weights: name it with --model and --classes"),
            options.Network);
        try
        {
            notes = Checkpoint.Load(network, options.Input);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static bool HasExtension(string path, params IEnumerable<string> extensions) =>
        extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
