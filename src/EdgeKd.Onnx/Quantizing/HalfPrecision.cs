using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx;

/// <summary>Writes the FP16 form of a graph.</summary>
/// <remarks>
/// The largest float16 is 65504. A bound of Clip beyond it becomes ±65504, which lets the same float16 values through; any other
/// constant beyond it is refused. Constants below 6·10⁻⁸ become 0. Activations that grow beyond become infinite:
/// <see cref="Activations"/> names those to look at on real images before the model is shipped.
/// </remarks>
public static class HalfPrecision
{
    /// <summary>The largest finite float16.</summary>
    public const float Largest = 65504;

    /// <summary>Converts a model: float32 inputs and outputs stay, between them all float32 becomes float16.</summary>
    /// <param name="float32Model">The model; not changed.</param>
    /// <returns>A new model with the same metadata, plus <c>edgekd.precision</c> = <c>fp16</c>.</returns>
    /// <exception cref="InvalidDataException">A constant does not fit float16, a node holds a subgraph, or as for <see cref="GraphPreparation.Prepare"/>.</exception>
    public static ModelProto Convert(ModelProto float32Model)
    {
        var model = GraphPreparation.Prepare(float32Model);
        var graph = model.Graph;
        if (graph.Node.FirstOrDefault(GraphLinks.HasSubgraph) is { } nested)
            throw new InvalidDataException($"The node {Models.QuotedName.Of(nested.Name)} ({nested.OpType}) holds a graph of its own, which is not converted to float16; export the model without control flow.");
        ConvertConstants(graph);
        foreach (var node in graph.Node)
            ConvertAttributes(node);
        foreach (var value in graph.ValueInfo.Where(IsFloat))
            value.Type.TensorType.ElemType = (int)DataType.Float16;
        CastBorders(graph);
        ModelMetadata.SetPrecision(model, "fp16");
        return model;
    }

    /// <summary>The tensors inside a model that must stay within ±<see cref="Largest"/> where it is computed in float16.</summary>
    /// <remarks>
    /// All that its nodes compute in float32, but for what only a Relu or a Clip of constant bounds reads: infinity becomes 0 or
    /// the bound there, as the number would, and what comes out is looked at itself.
    /// </remarks>
    /// <param name="prepared">A float32 model from <see cref="GraphPreparation.Prepare"/>.</param>
    /// <returns>Their names, in the order of the nodes.</returns>
    public static IReadOnlyList<string> Activations(ModelProto prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        var graph = prepared.Graph;
        var (types, links) = (ElementTypes.Infer(graph), new GraphLinks(graph));
        var outputs = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        return [.. GraphTensors.Names(prepared).Where(name => types.IsFloat(name) && (outputs.Contains(name) || !IsBounded(name)))];

        bool IsBounded(string name) => links.Consumers(name) is { Count: > 0 } readers
            && readers.All(node => node.Input[0] == name && OperatorRules.Bounds(node, links) is not null);
    }

    private static void ConvertConstants(GraphProto graph)
    {
        var links = new GraphLinks(graph);
        for (var i = graph.Initializer.Count - 1; i >= 0; i--)
        {
            var constant = graph.Initializer[i];
            var readers = links.Consumers(constant.Name);
            // Resize takes its scales in float32 whatever it resizes.
            if (ConstantTensor.IsFloat(constant) && !readers.Any(node => node.OpType == "Resize"))
                graph.Initializer[i] = ToHalf(constant, readers.All(node => node.OpType == "Clip"));
        }
    }

    private static void ConvertAttributes(NodeProto node)
    {
        foreach (var attribute in node.Attribute)
        {
            if (node.OpType == "Cast" && attribute.Name == "to" && attribute.I == (int)DataType.Float)
                attribute.I = (int)DataType.Float16;
            if (node.OpType == "ConstantOfShape" && attribute.T is { } value && ConstantTensor.IsFloat(value))
                attribute.T = ToHalf(value, isBound: false);
        }
    }

    private static void CastBorders(GraphProto graph)
    {
        var names = UniqueNames.OfTensors(graph);
        var nodeNames = new UniqueNames(graph.Node.Select(node => node.Name));
        var inside = graph.Input.Concat(graph.Output).Where(IsFloat).ToDictionary(value => value.Name, value => names.Take($"{value.Name}.half"), StringComparer.Ordinal);
        foreach (var list in graph.Node.SelectMany(node => new[] { node.Input, node.Output }))
        {
            for (var i = 0; i < list.Count; i++)
                list[i] = inside.GetValueOrDefault(list[i], list[i]);
        }

        NodeProto[] before = [.. graph.Input.Where(IsFloat).Select(input => Cast(input.Name, inside[input.Name], DataType.Float16, input.Name))];
        NodeProto[] behind = [.. graph.Output.Where(IsFloat).Select(output => Cast(inside[output.Name], output.Name, DataType.Float, output.Name))];
        NodeProto[] nodes = [.. before, .. graph.Node, .. behind];
        graph.Node.Clear();
        graph.Node.AddRange(nodes);

        NodeProto Cast(string from, string to, DataType type, string called) => new()
        {
            OpType = "Cast", Name = nodeNames.Take($"{called}.cast"), Input = { from }, Output = { to }, Attribute = { NodeAttribute.Int("to", (int)type) },
        };
    }

    private static TensorProto ToHalf(TensorProto constant, bool isBound)
    {
        var values = ConstantTensor.Floats(constant);
        if (!isBound && Array.FindIndex(values, value => Math.Abs(value) > Largest) is >= 0 and var at)
            throw new InvalidDataException($"The constant {Models.QuotedName.Of(constant.Name)} holds {values[at]}, and float16 ends at {Largest}; ship the model in float32 or INT8.");
        return ConstantTensor.Create<Half>(constant.Name, [.. values.Select(value => (Half)Math.Clamp(value, -Largest, Largest))], constant.Dims);
    }

    private static bool IsFloat(ValueInfoProto value) => value.Type?.TensorType?.ElemType == (int)DataType.Float;
}
