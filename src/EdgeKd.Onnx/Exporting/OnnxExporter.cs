using EdgeKd.Reparameterization;
using static TorchSharp.torch;

namespace EdgeKd.Onnx;

/// <summary>Writes a network as an ONNX model.</summary>
/// <remarks>
/// The model computes what the network computes in evaluation mode, in float32: batch normalisation is folded into the
/// convolution before it, dropout is left out. The same network and options give the same bytes.
/// </remarks>
public static class OnnxExporter
{
    private const string ProducerName = "EdgeKd";

    /// <summary>Exports a network.</summary>
    /// <param name="network">N×C×H×W images → N×K logits, of modules that have writers; of a <see cref="DynamicTeacherNetwork"/> the student.</param>
    /// <param name="options">Names, shape and metadata.</param>
    /// <exception cref="OnnxExportException">A module has no writer, or cannot be written; the message names its path.</exception>
    /// <exception cref="ArgumentException">The options are not usable.</exception>
    public static ModelProto Export(nn.Module<Tensor, Tensor> network, ExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        Require(options);
        var graph = new GraphProto { Name = options.GraphName };
        network = Plain(network, options.Branches);
        var writer = new GraphWriter(graph, network, options);
        var input = options.Input == InputForm.Pixels
            ? PixelInput.Write(options, writer)
            : new GraphValue(options.InputName, [options.Channels, options.Height, options.Width]);
        var logits = writer.Write("", network, input);
        if (logits.Shape.Count != 1)
            throw new OnnxExportException("", $"its output is {logits.ShapeText} and not N×K logits; end it with Flatten and Linear.");
        if (options.Labels.Count > 0 && options.Labels.Count != logits.Shape[0])
            throw new ArgumentException($"The network has {logits.Shape[0]} classes and {options.Labels.Count} labels are given; give one label a class.");
        Rename(graph, logits.Name, options.OutputName);
        graph.Input.Add(options.Input == InputForm.Pixels ? Pixels(options.InputName) : Image(input));
        graph.Output.Add(GraphWriter.ValueInfo(options.OutputName, logits.Shape));
        return new ModelProto
        {
            IrVersion = OperatorSets.IrVersion(options.Opset),
            ProducerName = ProducerName,
            ProducerVersion = options.ProducerVersion.Length > 0 ? options.ProducerVersion : LibraryVersion,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = options.Opset } },
            MetadataProps = { ModelMetadata.Entries(options) },
        };
    }

    private static string LibraryVersion => typeof(OnnxExporter).Assembly.GetName().Version?.ToString(3) ?? "";

    private static void Require(ExportOptions options)
    {
        if (options.Height < 1 || options.Width < 1 || options.Channels < 1)
            throw new ArgumentException($"An input of {options.Channels}×{options.Height}×{options.Width} is no image.");
        if (options.Opset is < OperatorSets.Oldest or > OperatorSets.Newest)
            throw new ArgumentException($"Operator set {options.Opset} is not supported; choose {OperatorSets.Oldest} to {OperatorSets.Newest}.");
        if (options.Resizing is { } resizing && resizing.ShorterSide < Math.Max(options.Height, options.Width))
            throw new ArgumentException($"A shorter side of {resizing.ShorterSide} pixels does not hold an input of {options.Height}×{options.Width}; make it larger.");
        if (options.Input == InputForm.Pixels)
            RequirePixels(options);
        if (options.InputName.Length == 0 || options.OutputName.Length == 0 || options.InputName == options.OutputName)
            throw new ArgumentException($"Input and output need two different names, not '{options.InputName}' and '{options.OutputName}'.");
    }

    private static void RequirePixels(ExportOptions options)
    {
        if (options.Opset < OperatorSets.OldestForPixels)
            throw new ArgumentException($"A model that takes pixels resizes antialiased, which operator set {options.Opset} cannot; choose {OperatorSets.OldestForPixels} to {OperatorSets.Newest}.");
        if (options.Channels != 3 || options.Height != options.Width)
            throw new ArgumentException($"A model that takes pixels crops squares of RGB images, not {options.Channels}×{options.Height}×{options.Width}; make the input square, or export {nameof(InputForm.Tensor)}.");
        if (options.Resizing is null || options.Mean.Count == 0)
            throw new ArgumentException($"A model that takes pixels resizes and normalises them; give {nameof(ExportOptions.Resizing)}, {nameof(ExportOptions.Mean)} and {nameof(ExportOptions.StandardDeviation)}.");
    }

    // What gap preserving distillation trains: its student.
    private static nn.Module<Tensor, Tensor> Plain(nn.Module<Tensor, Tensor> network, BranchForm branches) => network is DynamicTeacherNetwork widened
        ? branches == BranchForm.Keep ? widened.ExtractWithBranches() : widened.Extract()
        : network;

    private static ValueInfoProto Pixels(string name)
    {
        string[] sides = ["N", "H", "W"];
        string[] denotations = ["DATA_BATCH", "DATA_FEATURE", "DATA_FEATURE"];
        var shape = new TensorShapeProto
        {
            Dim =
            {
                sides.Zip(denotations, (side, denotation) => new TensorShapeProto.Types.Dimension { DimParam = side, Denotation = denotation }),
                new TensorShapeProto.Types.Dimension { DimValue = 3, Denotation = "DATA_CHANNEL" },
            },
        };
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                Denotation = "IMAGE",
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Uint8, Shape = shape },
            },
        };
    }

    // Any program that reads the type knows that this is a picture, and which dimension is which (docs/DimensionDenotation.md).
    private static ValueInfoProto Image(GraphValue input)
    {
        var info = GraphWriter.ValueInfo(input.Name, input.Shape);
        info.Type.Denotation = "IMAGE";
        string[] denotations = ["DATA_BATCH", "DATA_CHANNEL", "DATA_FEATURE", "DATA_FEATURE"];
        foreach (var (dimension, denotation) in info.Type.TensorType.Shape.Dim.Zip(denotations))
            dimension.Denotation = denotation;
        return info;
    }

    // The last value takes the output's name; its shape stands there and no longer among the inner values.
    private static void Rename(GraphProto graph, string name, string newName)
    {
        foreach (var node in graph.Node)
        {
            Replace(node.Input);
            Replace(node.Output);
        }

        graph.ValueInfo.Remove(graph.ValueInfo.Single(v => v.Name == name));

        void Replace(Google.Protobuf.Collections.RepeatedField<string> names)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (names[i] == name)
                    names[i] = newName;
            }
        }
    }
}
