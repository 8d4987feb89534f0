using System.Buffers.Binary;
using Google.Protobuf;
using static TorchSharp.torch;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx;

/// <summary>Takes the nodes, constants and shapes of a graph as writers walk a network.</summary>
/// <remarks>
/// Names are module paths, as checkpoints have them: the node of <c>features.0.0</c> is called so, its constants
/// <c>features.0.0.weight</c> and its output <c>features.0.0.output</c>.
/// </remarks>
public sealed class GraphWriter
{
    private readonly GraphProto _graph;
    private readonly WriterRegistry _writers;
    private readonly Dictionary<nn.Module, string> _paths;
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _valueNames = new(StringComparer.Ordinal);
    private readonly Dictionary<float, string> _scalars = [];

    internal GraphWriter(GraphProto graph, nn.Module network, ExportOptions options)
    {
        (_graph, _writers, Opset, Branches) = (graph, options.Writers ?? new WriterRegistry(), options.Opset, options.Branches);
        _valueNames.UnionWith([options.InputName, options.OutputName]);
        _paths = new Dictionary<nn.Module, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in network.named_modules())
            _paths.TryAdd(module, path);
        _paths[network] = "";
    }

    /// <summary>The path of the module that is being written; empty for the network itself.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The version of the operator set.</summary>
    public int Opset { get; }

    /// <summary>Whether parallel branches are to be merged.</summary>
    public BranchForm Branches { get; }

    /// <summary>Writes a part of the module that is being written.</summary>
    /// <param name="name">What the part is called where no checkpoint name is known for it.</param>
    /// <param name="part">The part.</param>
    /// <param name="input">Its input.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="OnnxExportException">There is no writer for it, or it cannot be written.</exception>
    public GraphValue Write(string name, nn.Module part, GraphValue input) => Within(name, part, () =>
    {
        var writer = _writers.Find(part.GetType()) ?? throw Fault(
            $"there is no ONNX writer for a module of type {part.GetType().Name}; build it from standard modules and blocks,"
            + $" or register a {nameof(ModuleWriter<nn.Module>)}<{part.GetType().Name}> in {nameof(ExportOptions)}.{nameof(ExportOptions.Writers)}.");
        return writer.Write(part, input, this);
    });

    /// <summary>Does something under the path of a part, as <see cref="Write"/> does.</summary>
    public GraphValue Within(string name, nn.Module part, Func<GraphValue> write)
    {
        var outer = Path;
        Path = _paths.TryGetValue(part, out var known) ? known : Join(outer, name);
        try
        {
            return write();
        }
        finally
        {
            Path = outer;
        }
    }

    /// <summary>Adds a node with one output, called after the module's path.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="inputs">Names of values and constants.</param>
    /// <param name="outputShape">The output's shape without the batch.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="part">What to append to the path, for modules that take more than one node.</param>
    /// <returns>The output.</returns>
    public GraphValue Node(
        string opType,
        IEnumerable<string> inputs,
        IReadOnlyList<long> outputShape,
        IEnumerable<AttributeProto>? attributes = null,
        string? part = null)
    {
        var name = Unique(_nodeNames, Join(Path, part ?? ""), opType.ToLowerInvariant());
        var output = new GraphValue(Unique(_valueNames, $"{name}.output", "output"), outputShape);
        _graph.Node.Add(new NodeProto
        {
            OpType = opType,
            Name = name,
            Input = { inputs },
            Output = { output.Name },
            Attribute = { attributes ?? [] },
        });
        _graph.ValueInfo.Add(ValueInfo(output.Name, output.Shape));
        return output;
    }

    /// <summary>Adds a constant of float32, called after the module's path.</summary>
    /// <param name="part">The constant's own name, such as <c>weight</c>.</param>
    /// <param name="tensor">Its values, of any float type, on any device, in any memory layout.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="OnnxExportException">A value is not a finite float32.</exception>
    public string Constant(string part, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var values = tensor.detach().cpu().to(ScalarType.Float32).contiguous().data<float>().ToArray();
        if (Array.Exists(values, v => !float.IsFinite(v)))
            throw Fault($"its {part} holds values that are no finite numbers; the training diverged or the checkpoint is damaged.");
        return Constant(part, values, tensor.shape);
    }

    /// <summary>Adds a constant of float32.</summary>
    public string Constant(string part, ReadOnlySpan<float> values, IEnumerable<long> shape)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return Constant(Join(Path, part), DataType.Float, shape, bytes);
    }

    /// <summary>Adds a constant of int64, such as a shape.</summary>
    public string Constant(string part, ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return Constant(Join(Path, part), DataType.Int64, [values.Length], bytes);
    }

    /// <summary>Adds a node of which type and shape are left to the reader, such as one that computes a size.</summary>
    /// <returns>The output's name.</returns>
    internal string Step(string name, string opType, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        var node = new NodeProto
        {
            OpType = opType,
            Name = Unique(_nodeNames, name, opType.ToLowerInvariant()),
            Input = { inputs },
            Output = { Unique(_valueNames, $"{name}.output", "output") },
            Attribute = { attributes },
        };
        _graph.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>The constant of one float32 without dimensions; the same one wherever the number is needed.</summary>
    public string Scalar(float value)
    {
        if (!_scalars.TryGetValue(value, out var name))
        {
            var bytes = new byte[sizeof(float)];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            var text = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _scalars[value] = name = Constant($"scalar.{text}", DataType.Float, [], bytes);
        }

        return name;
    }

    /// <summary>An exception that names the module being written.</summary>
    public OnnxExportException Fault(string reason) => new(Path, reason);

    internal static ValueInfoProto ValueInfo(string name, IEnumerable<long> shape)
    {
        var dims = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        dims.Dim.AddRange(shape.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = dims } },
        };
    }

    private string Constant(string wantedName, DataType type, IEnumerable<long> shape, byte[] bytes)
    {
        var name = Unique(_valueNames, wantedName, "constant");
        _graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)type,
            Dims = { shape },
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        });
        return name;
    }

    // A module that is used twice gives two nodes: the second one is called path_2.
    private static string Unique(HashSet<string> taken, string wanted, string whereEmpty)
    {
        if (wanted.Length == 0)
            wanted = whereEmpty;
        var name = wanted;
        for (var i = 2; !taken.Add(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }

    private static string Join(string path, string part) =>
        path.Length == 0 ? part : part.Length == 0 ? path : $"{path}.{part}";
}
