namespace EdgeKd.Onnx;

/// <summary>Compares the constants of two models by their names.</summary>
public static class WeightComparison
{
    /// <summary>Compares.</summary>
    /// <param name="before">The earlier model.</param>
    /// <param name="after">The later model.</param>
    /// <returns>Every constant of the main graphs: those of the earlier model in its order, then those that only the later one has.</returns>
    /// <exception cref="InvalidDataException">A constant holds something else than finite numbers; the message names it.</exception>
    public static IReadOnlyList<WeightChange> Of(ModelProto before, ModelProto after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var later = after.Graph.Initializer.ToLookup(tensor => tensor.Name);
        var earlier = before.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. before.Graph.Initializer.Select(tensor => later[tensor.Name].FirstOrDefault() is { } other
                ? Compare(tensor, other)
                : new WeightChange(tensor.Name, WeightState.Removed, CountOf(tensor))),
            .. after.Graph.Initializer.Where(tensor => !earlier.Contains(tensor.Name))
                .Select(tensor => new WeightChange(tensor.Name, WeightState.Added, CountOf(tensor))),
        ];
    }

    private static WeightChange Compare(TensorProto before, TensorProto after)
    {
        var change = new WeightChange(before.Name, WeightState.Identical, CountOf(before));
        if (before.DataType != after.DataType || !before.Dims.SequenceEqual(after.Dims))
            return change with { State = WeightState.Reshaped };
        if (!ConstantTensor.IsFloat(before))
            return before.Equals(after) ? change : change with { State = WeightState.Changed };
        double distance = 0, length = 0;
        foreach (var (a, b) in ConstantTensor.Floats(before).Zip(ConstantTensor.Floats(after)))
        {
            distance += ((double)b - a) * ((double)b - a);
            length += (double)a * a;
        }

        return distance == 0 ? change
            : change with { State = WeightState.Changed, RelativeDistance = length > 0 ? Math.Sqrt(distance / length) : null };
    }

    private static long CountOf(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, side) => product * side);
}
