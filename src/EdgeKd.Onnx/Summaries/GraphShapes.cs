using Dimension = EdgeKd.Onnx.TensorShapeProto.Types.Dimension;

namespace EdgeKd.Onnx;

/// <summary>The shapes of a graph's values: those that the file names, and those that follow from them.</summary>
/// <remarks>
/// An open batch counts as 1. The rules are those of ONNX's Operators.md for what classifiers are made of; the outputs of
/// other operators stay unknown.
/// </remarks>
internal sealed class GraphShapes
{
    /// <summary>A length that is not known.</summary>
    public const long Unknown = -1;

    private const int MaxDimensions = 64;

    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);
    private readonly IntegerValues _integers = new(MaxDimensions);

    private GraphShapes()
    {
    }

    /// <summary>Walks the main graph once, in its order.</summary>
    public static GraphShapes Infer(GraphProto graph)
    {
        var shapes = new GraphShapes();
        var constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
            shapes.AddConstant(tensor.Name, tensor);
        // Before IR version 4 every constant also had to be an input.
        var inputs = graph.Input.Where(input => !constants.Contains(input.Name)).ToArray();
        var batch = inputs.FirstOrDefault()?.Type?.TensorType?.Shape?.Dim.FirstOrDefault();
        shapes.Batch = batch is { HasDimValue: true, DimValue: > 0 } ? batch.DimValue : 1;
        foreach (var input in inputs)
            shapes.AddNamed(input, batch, isInput: true);
        foreach (var value in graph.ValueInfo.Concat(graph.Output))
            shapes.AddNamed(value, batch, isInput: false);
        foreach (var node in graph.Node.Where(node => node.Output.Count > 0))
            shapes.Add(node);
        return shapes;
    }

    /// <summary>The batch that the file fixes, else 1.</summary>
    public long Batch { get; private set; } = 1;

    /// <summary>A value's shape; -1 for an unknown length, null where nothing is known.</summary>
    public IReadOnlyList<long>? Of(string name) => _shapes.GetValueOrDefault(name);

    /// <summary>The integers of a tensor such as a computed shape; null where they are not known.</summary>
    public IReadOnlyList<long>? Integers(string name) => _integers.Of(name);

    private void AddConstant(string name, TensorProto tensor)
    {
        _shapes[name] = [.. tensor.Dims];
        _integers.AddConstant(name, tensor);
    }

    private void Add(NodeProto node)
    {
        if (node.OpType == "Constant")
        {
            if (node.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T is { } constant)
                AddConstant(node.Output[0], constant);
            return;
        }

        _integers.Follow(node, Shape(node, 0));
        if (node.OpType == "Split")
            Split(node);
        else if (Follow(node) is { } shape)
            Keep(node.Output[0], shape);
    }

    // What the file itself names stands.
    private void Keep(string name, long[] shape)
    {
        if (shape.Length <= MaxDimensions && !(_shapes.TryGetValue(name, out var named) && named.All(length => length >= 0)))
            _shapes[name] = shape;
    }

    private void AddNamed(ValueInfoProto value, Dimension? batch, bool isInput)
    {
        if (value.Type?.TensorType?.Shape?.Dim is not { Count: <= MaxDimensions } dims)
            return;
        _shapes[value.Name] = [.. dims.Select((dim, i) => dim switch
        {
            { ValueCase: Dimension.ValueOneofCase.DimValue, DimValue: >= 0 } => dim.DimValue,
            { ValueCase: Dimension.ValueOneofCase.DimParam } when batch is not null && dim.DimParam == batch.DimParam && batch.HasDimParam => 1,
            _ when isInput && i == 0 => 1,
            _ => Unknown,
        })];
    }

    private long[]? Shape(NodeProto node, int input) =>
        node.Input.Count > input ? _shapes.GetValueOrDefault(node.Input[input]) : null;

    private long[]? Follow(NodeProto node) => node.OpType switch
    {
        "Relu" or "LeakyRelu" or "PRelu" or "Elu" or "Selu" or "Celu" or "Mish" or "Gelu" or "Sigmoid" or "HardSigmoid" or "HardSwish" or "Tanh" or "Softplus"
            or "Clip" or "Softmax" or "LogSoftmax" or "Erf" or "Exp" or "Log" or "Sqrt" or "Reciprocal" or "Neg" or "Abs" or "Round" or "Floor" or "Ceil"
            or "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization" or "LRN" or "Dropout" or "Identity" or "Cast"
            or "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear" => Shape(node, 0),
        "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Max" or "Min" or "Sum" or "Mean" => Broadcast(node),
        "Conv" or "ConvInteger" => WindowShape.Of(node, Shape(node, 0), Shape(node, 1)),
        "QLinearConv" => WindowShape.Of(node, Shape(node, 0), Shape(node, 3)),
        "MaxPool" or "AveragePool" or "LpPool" => WindowShape.Of(node, Shape(node, 0), null),
        "GlobalAveragePool" or "GlobalMaxPool" => Shape(node, 0) is { Length: > 2 } image ? [.. image[..2], .. image[2..].Select(_ => 1L)] : null,
        "Flatten" => Flatten(node),
        "Reshape" => Reshape(node),
        "Transpose" => Transpose(node),
        "Concat" => Concatenate(node),
        "Gemm" => Gemm(node),
        "MatMul" or "MatMulInteger" => MatMul(Shape(node, 0), Shape(node, 1)),
        "QLinearMatMul" => MatMul(Shape(node, 0), Shape(node, 3)),
        "ReduceMean" or "ReduceSum" or "ReduceMax" => Reduce(node),
        "Slice" => Slice(node),
        "Gather" => Gather(node),
        "Expand" => Shape(node, 0) is { } small && _integers.Of(node, 1) is { } large ? Broadcast(small, large) : null,
        "Shape" => node.Attribute.Count == 0 && Shape(node, 0) is { } measured ? [measured.Length] : null,
        "Squeeze" => Squeeze(node),
        "Unsqueeze" => Unsqueeze(node),
        _ => null,
    };

    private long[]? Broadcast(NodeProto node)
    {
        long[] result = [];
        for (var input = 0; input < node.Input.Count; input++)
        {
            if (Shape(node, input) is not { } shape)
                return null;
            result = Broadcast(result, shape);
        }

        return result;
    }

    private static long[] Broadcast(long[] a, long[] b)
    {
        var (longer, shorter) = a.Length >= b.Length ? (a, b) : (b, a);
        var skipped = longer.Length - shorter.Length;
        return [.. longer.Select((length, i) => i < skipped ? length : Together(length, shorter[i - skipped]))];

        static long Together(long a, long b) => a == 1 ? b : b == 1 || b == Unknown ? a : b;
    }

    private void Split(NodeProto node)
    {
        if (Shape(node, 0) is not { } input || Axis(NodeAttributes.Int(node, "axis", 0), input.Length) is not { } axis)
            return;
        var parts = NodeAttributes.Ints(node, "split") ?? _integers.Of(node, 1);
        for (var output = 0; output < node.Output.Count; output++)
        {
            long[] shape = [.. input];
            // Without sizes all are alike, the last perhaps shorter.
            var even = input[axis] < 0 ? Unknown : (input[axis] + node.Output.Count - 1) / node.Output.Count;
            shape[axis] = parts is null ? (even < 0 ? Unknown : Math.Clamp(input[axis] - (even * output), 0, even)) : output < parts.Count ? parts[output] : Unknown;
            Keep(node.Output[output], shape);
        }
    }

    private long[]? Slice(NodeProto node)
    {
        if (Shape(node, 0) is not { } input)
            return null;
        var starts = NodeAttributes.Ints(node, "starts") ?? _integers.Of(node, 1);
        var ends = NodeAttributes.Ints(node, "ends") ?? _integers.Of(node, 2);
        var axes = NodeAttributes.Ints(node, "axes") ?? _integers.Of(node, 3) ?? starts?.Select((_, i) => (long)i).ToArray();
        if (starts is null || ends is null || axes is null || starts.Count != axes.Count || ends.Count != axes.Count
            || (node.Input.Count > 4 && _integers.Of(node, 4)?.All(step => step == 1) != true))
            return null;
        long[] shape = [.. input];
        for (var i = 0; i < axes.Count; i++)
        {
            if (Axis(axes[i], input.Length) is not { } axis)
                return null;
            var length = input[axis];
            shape[axis] = length < 0 ? Unknown : Math.Max(0, Clamped(ends[i], length) - Clamped(starts[i], length));
        }

        return shape;

        static long Clamped(long at, long length) => Math.Clamp(at < 0 ? at + length : at, 0, length);
    }

    private long[]? Gather(NodeProto node) =>
        Shape(node, 0) is { } input && Shape(node, 1) is { } indices && Axis(NodeAttributes.Int(node, "axis", 0), input.Length) is { } axis
            ? [.. input[..axis], .. indices, .. input[(axis + 1)..]]
            : null;

    private long[]? Flatten(NodeProto node)
    {
        if (Shape(node, 0) is not { } input || Axis(NodeAttributes.Int(node, "axis", 1), input.Length + 1) is not { } axis)
            return null;
        return [Product(input[..axis]), Product(input[axis..])];
    }

    private long[]? Reshape(NodeProto node)
    {
        if (_integers.Of(node, 1) is not { } wanted || Shape(node, 0) is not { } input)
            return null;
        // 0 keeps the input's length, -1 takes what is left.
        long[] shape = [.. wanted.Select((length, i) => length == 0 ? (i < input.Length ? input[i] : Unknown) : length)];
        var open = Array.IndexOf(shape, Unknown);
        if (open < 0)
            return shape;
        var (total, rest) = (Product(input), Product([.. shape.Where((_, i) => i != open)]));
        shape[open] = total >= 0 && rest > 0 ? total / rest : Unknown;
        return shape;
    }

    private long[]? Transpose(NodeProto node)
    {
        if (Shape(node, 0) is not { } input)
            return null;
        var order = NodeAttributes.Ints(node, "perm")?.ToArray() is { Length: > 0 } given ? given : [.. Enumerable.Range(0, input.Length).Reverse().Select(i => (long)i)];
        return order.Length == input.Length && order.All(axis => axis >= 0 && axis < input.Length) ? [.. order.Select(axis => input[axis])] : null;
    }

    private long[]? Concatenate(NodeProto node)
    {
        var inputs = Enumerable.Range(0, node.Input.Count).Select(i => Shape(node, i)).ToArray();
        if (inputs.Length == 0 || inputs[0] is not { } first || Axis(NodeAttributes.Int(node, "axis", 0), first.Length) is not { } axis
            || inputs.Any(input => input?.Length != first.Length))
            return null;
        long[] shape = [.. first];
        shape[axis] = inputs.Any(input => input![axis] < 0) ? Unknown : inputs.Aggregate(0L, (sum, input) => unchecked(sum + input![axis]));
        return shape[axis] < 0 ? null : shape;
    }

    private long[]? Gemm(NodeProto node) =>
        Shape(node, 0) is { Length: 2 } a && Shape(node, 1) is { Length: 2 } b
            ? [a[NodeAttributes.Int(node, "transA", 0) == 0 ? 0 : 1], b[NodeAttributes.Int(node, "transB", 0) == 0 ? 1 : 0]]
            : null;

    private static long[]? MatMul(long[]? a, long[]? b)
    {
        if (a is not { Length: >= 2 } || b is not { Length: >= 2 })
            return null;
        var batches = a.Length >= b.Length ? a[..^2] : b[..^2];
        return [.. batches, a[^2], b[^1]];
    }

    private long[]? Reduce(NodeProto node)
    {
        if (Shape(node, 0) is not { } input || Axes(node, input.Length) is not { } axes)
            return null;
        return NodeAttributes.Int(node, "keepdims", 1) != 0
            ? [.. input.Select((length, i) => axes.Contains(i) ? 1 : length)]
            : [.. input.Where((_, i) => !axes.Contains(i))];
    }

    private long[]? Squeeze(NodeProto node) =>
        Shape(node, 0) is { } input && Axes(node, input.Length) is { } axes ? [.. input.Where((_, i) => !axes.Contains(i))] : null;

    private long[]? Unsqueeze(NodeProto node)
    {
        if (Shape(node, 0) is not { } input || (NodeAttributes.Ints(node, "axes") ?? _integers.Of(node, 1)) is not { Count: <= MaxDimensions } given)
            return null;
        var shape = input.ToList();
        foreach (var axis in given.Select(axis => Axis(axis, input.Length + given.Count)).Order())
        {
            if (axis is null || axis > shape.Count)
                return null;
            shape.Insert(axis.Value, 1);
        }

        return [.. shape];
    }

    // Before opset 13 an attribute, since then an input.
    private HashSet<int>? Axes(NodeProto node, int rank)
    {
        if ((NodeAttributes.Ints(node, "axes") ?? _integers.Of(node, 1)) is not { } given)
            return null;
        var axes = given.Select(axis => Axis(axis, rank)).ToArray();
        return axes.Any(axis => axis is null) ? null : [.. axes.Select(axis => axis!.Value)];
    }

    private static int? Axis(long axis, int rank) => axis < -rank || axis >= rank ? null : (int)(axis < 0 ? axis + rank : axis);

    private static long Product(IEnumerable<long> lengths)
    {
        UInt128 product = 1;
        foreach (var length in lengths)
        {
            if (length < 0)
                return Unknown;
            product *= (ulong)length;
            if (product > long.MaxValue)
                return Unknown;
        }

        return (long)product;
    }
}
