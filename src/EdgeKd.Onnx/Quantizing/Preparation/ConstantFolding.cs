using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx.Preparation;

/// <summary>Turns what exporters compute of constants into constants.</summary>
internal static class ConstantFolding
{
    /// <summary>Constant nodes, overridable constants, and constants in another shape or order.</summary>
    public static void Apply(GraphProto graph)
    {
        var editor = new GraphEditor(graph);
        GraphEditor.Keep(graph.Input, input => editor.Constant(input.Name) is null);
        var shapes = GraphShapes.Infer(graph);
        foreach (var node in graph.Node)
        {
            if (node.Output is [var name] && !editor.IsOutput(name) && Fold(node, editor, shapes) is { } folded)
                editor.Replace(node, folded);
        }

        editor.Apply();
    }

    /// <summary>Shapes that are computed of lengths which the file fixes.</summary>
    public static void FoldShapes(GraphProto graph)
    {
        // With an open batch the lengths are not those of every run.
        if (graph.Input.Any(input => input.Type?.TensorType?.Shape?.Dim.All(dim => dim.HasDimValue) != true))
            return;
        var shapes = GraphShapes.Infer(graph);
        var editor = new GraphEditor(graph);
        foreach (var node in graph.Node.Where(node => node.OpType is "Reshape" or "Expand" && node.Input.Count > 1))
        {
            if (editor.Constant(node, 1) is null && shapes.Integers(node.Input[1]) is { } shape)
                node.Input[1] = editor.Add(ConstantTensor.Create<long>($"{node.Output[0]}.shape", [.. shape], shape.Count));
        }
    }

    private static TensorProto? Fold(NodeProto node, GraphLinks links, GraphShapes shapes)
    {
        if (node.OpType == "Constant")
            return Value(node);
        if (links.Constant(node, 0) is not { } constant)
            return null;
        return node.OpType switch
        {
            "Reshape" or "Squeeze" or "Unsqueeze" or "Flatten" when node.Input.Skip(1).All(input => links.Constant(input) is not null) =>
                Reshaped(constant, shapes.Of(node.Output[0])),
            "Transpose" => ConstantTranspose.Of(constant, NodeAttributes.Ints(node, "perm")),
            _ => null,
        };
    }

    private static TensorProto? Value(NodeProto node) => node.Attribute is [var value]
        ? value.Name switch
        {
            "value" => value.T?.Clone(),
            "value_float" => ConstantTensor.Create<float>("", [value.F]),
            "value_floats" => ConstantTensor.Create<float>("", [.. value.Floats], value.Floats.Count),
            "value_int" => ConstantTensor.Create<long>("", [value.I]),
            "value_ints" => ConstantTensor.Create<long>("", [.. value.Ints], value.Ints.Count),
            _ => null,
        }
        : null;

    private static TensorProto? Reshaped(TensorProto constant, IReadOnlyList<long>? shape)
    {
        if (shape is null || shape.Any(length => length < 0) || Count(shape) != Count(constant.Dims))
            return null;
        var reshaped = constant.Clone();
        reshaped.Dims.Clear();
        reshaped.Dims.Add(shape);
        return reshaped;

        // No constant has more: beyond that the product need not be known.
        static Int128 Count(IEnumerable<long> lengths) => lengths.Aggregate((Int128)1, (product, length) => product > long.MaxValue ? product : product * length);
    }
}
