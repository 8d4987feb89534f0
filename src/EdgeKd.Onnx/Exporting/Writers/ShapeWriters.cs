using TorchSharp.Modules;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes Flatten of everything behind the batch as Flatten, of a part of it as Reshape.</summary>
internal sealed class FlattenWriter : ModuleWriter<Flatten>
{
    protected override GraphValue Write(Flatten module, GraphValue input, GraphWriter graph)
    {
        // Counted with the batch, as the module counts; negative from the end.
        var rank = input.Shape.Count + 1;
        var start = module.start_dim < 0 ? module.start_dim + rank : module.start_dim;
        var end = module.end_dim < 0 ? module.end_dim + rank : module.end_dim;
        if (start == 0)
            throw graph.Fault("flattening the batch away cannot be written; flatten from dimension 1.");
        if (start > end || end >= rank)
            throw graph.Fault($"{input.ShapeText} has no dimensions {module.start_dim} to {module.end_dim} to flatten.");
        if (start == end)
            return input;
        var (first, count) = ((int)start - 1, (int)(end - start + 1));
        long[] shape =
        [
            .. input.Shape.Take(first),
            input.Shape.Skip(first).Take(count).Aggregate((a, b) => a * b),
            .. input.Shape.Skip(first + count),
        ];
        if (start == 1 && end == rank - 1)
            return graph.Node("Flatten", [input.Name], shape, [NodeAttribute.Int("axis", 1)]);
        // 0 keeps the batch as it comes.
        return graph.Node("Reshape", [input.Name, graph.Constant("shape", [0, .. shape])], shape);
    }
}

/// <summary>Nothing.</summary>
internal sealed class IdentityWriter : ModuleWriter<Identity>
{
    protected override GraphValue Write(Identity module, GraphValue input, GraphWriter graph) => input;
}

/// <summary>Nothing: dropout only acts in training.</summary>
internal sealed class DropoutWriter : ModuleWriter<Dropout>
{
    protected override GraphValue Write(Dropout module, GraphValue input, GraphWriter graph) => input;
}
