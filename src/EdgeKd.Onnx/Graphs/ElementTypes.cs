using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx;

/// <summary>The element types of a graph's tensors: those that the file names, and those that follow from them.</summary>
internal sealed class ElementTypes
{
    private readonly Dictionary<string, DataType> _types = new(StringComparer.Ordinal);

    private ElementTypes()
    {
    }

    /// <summary>Walks the main graph once, in its order.</summary>
    public static ElementTypes Infer(GraphProto graph)
    {
        var types = new ElementTypes();
        foreach (var value in graph.Input.Concat(graph.ValueInfo).Concat(graph.Output))
        {
            if (value.Type?.TensorType is { HasElemType: true } tensor)
                types._types[value.Name] = (DataType)tensor.ElemType;
        }

        foreach (var tensor in graph.Initializer)
            types._types[tensor.Name] = (DataType)tensor.DataType;
        foreach (var node in graph.Node)
        {
            for (var output = 0; output < node.Output.Count; output++)
                types._types.TryAdd(node.Output[output], types.Of(node, output));
        }

        return types;
    }

    /// <summary>Whether a tensor holds float32.</summary>
    public bool IsFloat(string name) => _types.GetValueOrDefault(name) == DataType.Float;

    // Operators.md of the format: most operators give what their first input is.
    private DataType Of(NodeProto node, int output) => node.OpType switch
    {
        "Shape" or "Size" or "NonZero" or "ArgMax" or "ArgMin" => DataType.Int64,
        "MaxPool" or "TopK" when output == 1 => DataType.Int64,
        "Cast" => (DataType)NodeAttributes.Int(node, "to", 0),
        "Equal" or "Less" or "LessOrEqual" or "Greater" or "GreaterOrEqual" or "And" or "Or" or "Xor" or "Not" or "IsNaN" or "IsInf" => DataType.Bool,
        "Where" => Input(node, 1),
        "Constant" or "ConstantOfShape" => (DataType)(node.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T?.DataType ?? (int)DataType.Float),
        "Dropout" when output == 1 => DataType.Bool,
        "If" or "Loop" or "Scan" => DataType.Undefined,
        _ => Input(node, 0),
    };

    private DataType Input(NodeProto node, int input) => node.Input.Count > input ? _types.GetValueOrDefault(node.Input[input]) : DataType.Undefined;
}
