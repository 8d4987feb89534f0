using System.Globalization;
using System.Text;

namespace EdgeKd.Onnx;

/// <summary>What an ONNX file holds, for people: versions, inputs and outputs, operators, size of the constants, metadata.</summary>
public sealed record OnnxSummary
{
    /// <summary>The format's version.</summary>
    public required long IrVersion { get; init; }

    /// <summary>Operator sets with their versions, such as <c>ai.onnx 17</c>.</summary>
    public required IReadOnlyList<string> OperatorSets { get; init; }

    /// <summary>The program that wrote the file, with its version.</summary>
    public required string Producer { get; init; }

    /// <summary>The graph's name.</summary>
    public required string GraphName { get; init; }

    /// <summary>Inputs that must be given, such as <c>input: float32 [N, 3, 32, 32]</c>.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Outputs, in the same form.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Operators and how often each is used, the most used first.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Operators { get; init; }

    /// <summary>Elements in all constants of the main graph.</summary>
    public required long ConstantElements { get; init; }

    /// <summary>Bytes of all constants of the main graph.</summary>
    public required long ConstantSizeBytes { get; init; }

    /// <summary>The constants of the main graph.</summary>
    public required IReadOnlyList<ConstantSummary> Constants { get; init; }

    /// <summary>Elements of the constants but those of type int64, which are shapes and axes.</summary>
    public required long Parameters { get; init; }

    /// <summary>The layers that multiply, in the order of the graph.</summary>
    public required IReadOnlyList<LayerSummary> Layers { get; init; }

    /// <summary>Images that the costs are for: the batch that the file fixes, else 1.</summary>
    public required long Batch { get; init; }

    /// <summary>Multiply-accumulates of all layers for that batch; null where one of them is not known.</summary>
    public long? Macs => Layers.Aggregate((long?)0, (sum, layer) => sum + layer.Macs is >= 0 and var next ? next : null);

    /// <summary>The metadata, sorted by key.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Describes a model.</summary>
    public static OnnxSummary Describe(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Graph ?? new GraphProto();
        var constants = graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var shapes = GraphShapes.Infer(graph);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps)
            metadata[entry.Key] = entry.Value;
        return new OnnxSummary
        {
            IrVersion = model.IrVersion,
            OperatorSets = [.. model.OpsetImport.Select(o => $"{(o.Domain.Length == 0 ? "ai.onnx" : o.Domain)} {o.Version}")],
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            GraphName = graph.Name,
            // Before IR version 4 every constant also had to be an input.
            Inputs = [.. graph.Input.Where(i => !constants.Contains(i.Name)).Select(TypeText)],
            Outputs = [.. graph.Output.Select(TypeText)],
            Operators = [.. graph.Node.GroupBy(n => n.OpType).Select(g => KeyValuePair.Create(g.Key, g.Count()))
                .OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal)],
            ConstantElements = graph.Initializer.Sum(Elements),
            ConstantSizeBytes = graph.Initializer.Sum(t => Elements(t) * (TensorContent.SizeBytes((TensorProto.Types.DataType)t.DataType) ?? 0)),
            Constants = [.. graph.Initializer.Select(t => new ConstantSummary(t.Name, ElementTypeText(t.DataType), [.. t.Dims]))],
            Parameters = graph.Initializer.Where(t => t.DataType != (int)TensorProto.Types.DataType.Int64).Sum(Elements),
            Layers = LayerCosts.Of(graph, shapes),
            Batch = shapes.Batch,
            Metadata = metadata,
        };
    }

    /// <summary>The summary as text, a line a fact.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"graph      {GraphName}");
        text.AppendLine(CultureInfo.InvariantCulture, $"written by {Producer}");
        text.AppendLine(CultureInfo.InvariantCulture, $"format     IR {IrVersion}, {string.Join(", ", OperatorSets)}");
        foreach (var input in Inputs)
            text.AppendLine(CultureInfo.InvariantCulture, $"input      {input}");
        foreach (var output in Outputs)
            text.AppendLine(CultureInfo.InvariantCulture, $"output     {output}");
        text.AppendLine(CultureInfo.InvariantCulture, $"operators  {string.Join(", ", Operators.Select(o => $"{o.Value} {o.Key}"))}");
        text.AppendLine(CultureInfo.InvariantCulture, $"constants  {ConstantElements:N0} elements, {ConstantSizeBytes:N0} bytes");
        foreach (var (key, value) in Metadata)
            text.AppendLine(CultureInfo.InvariantCulture, $"metadata   {key} = {value}");
        return text.ToString().TrimEnd();
    }

    private static long Elements(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, dim) => product * dim);

    private static string TypeText(ValueInfoProto value)
    {
        if (value.Type?.TensorType is not { } tensor)
            return $"{value.Name}: not a tensor";
        var dims = tensor.Shape?.Dim.Select(d => d.ValueCase switch
        {
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => d.DimValue.ToString(CultureInfo.InvariantCulture),
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => d.DimParam,
            _ => "?",
        });
        return $"{value.Name}: {ElementTypeText(tensor.ElemType)} [{(dims is null ? "any shape" : string.Join(", ", dims))}]";
    }

    private static string ElementTypeText(int type) => (TensorProto.Types.DataType)type switch
    {
        TensorProto.Types.DataType.Float => "float32",
        TensorProto.Types.DataType.Double => "float64",
        var other when Enum.IsDefined(other) => other.ToString().ToLowerInvariant(),
        _ => $"element type {type}",
    };
}
