using System.Buffers.Binary;
using Dimension = EdgeKd.Onnx.TensorShapeProto.Types.Dimension;

namespace EdgeKd.Onnx;

/// <summary>The shapes of a graph's values for one image: those that the file names, and those that follow from them.</summary>
/// <remarks>
/// An open batch counts as 1. What depends on computed shapes, and operators that classifiers rarely use, stay unknown:
/// ONNX's own inference is for programs that need them all.
/// </remarks>
internal sealed class GraphShapes
{
    private const long Unknown = -1;
    private const int MaxDimensions = 64;

    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);

    private GraphShapes()
    {
    }

    /// <summary>Walks the main graph once, in its order.</summary>
    public static GraphShapes Infer(GraphProto graph)
    {
        var shapes = new GraphShapes();
        foreach (var tensor in graph.Initializer)
            shapes.AddConstant(tensor.Name, tensor);
        var inputs = graph.Input.Where(input => !shapes._constants.ContainsKey(input.Name)).ToArray();
        var batch = inputs.FirstOrDefault()?.Type?.TensorType?.Shape?.Dim.FirstOrDefault();
        foreach (var input in inputs)
            shapes.AddNamed(input, batch, isInput: true);
        foreach (var value in graph.ValueInfo.Concat(graph.Output))
            shapes.AddNamed(value, batch, isInput: false);
        foreach (var node in graph.Node)
        {
            if (node.Output.Count == 0)
                continue;
            if (node.OpType == "Constant" && node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is { } constant)
                shapes.AddConstant(node.Output[0], constant);
            else if (!(shapes.Of(node.Output[0]) is { } named && named.All(length => length >= 0)) && shapes.Follow(node) is { Length: <= MaxDimensions } shape)
                shapes._shapes[node.Output[0]] = shape;
        }

        return shapes;
    }

    /// <summary>A value's shape; -1 for an unknown length, null where nothing is known.</summary>
    public IReadOnlyList<long>? Of(string name) => _shapes.GetValueOrDefault(name);

    private void AddConstant(string name, TensorProto tensor)
    {
        _constants[name] = tensor;
        _shapes[name] = [.. tensor.Dims];
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
        "Conv" or "ConvInteger" => Window(node, Shape(node, 1)),
        "QLinearConv" => Window(node, Shape(node, 3)),
        "MaxPool" or "AveragePool" or "LpPool" => Window(node, null),
        "GlobalAveragePool" or "GlobalMaxPool" => Shape(node, 0) is { Length: > 2 } image ? [.. image[..2], .. image[2..].Select(_ => 1L)] : null,
        "Flatten" => Flatten(node),
        "Reshape" => Reshape(node),
        "Transpose" => Transpose(node),
        "Concat" => Concatenate(node),
        "Gemm" => Gemm(node),
        "MatMul" or "MatMulInteger" => MatMul(Shape(node, 0), Shape(node, 1)),
        "QLinearMatMul" => MatMul(Shape(node, 0), Shape(node, 3)),
        "ReduceMean" or "ReduceSum" or "ReduceMax" => Reduce(node),
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
            var (longer, shorter) = shape.Length >= result.Length ? (shape, result) : (result, shape);
            var skipped = longer.Length - shorter.Length;
            result = [.. longer.Select((length, i) => i < skipped ? length : Together(length, shorter[i - skipped]))];
        }

        return result;

        static long Together(long a, long b) => a == 1 ? b : b == 1 || b == Unknown ? a : b;
    }

    // Output length of a sliding window: floor((length + padding - dilation·(kernel - 1) - 1) / stride) + 1.
    private long[]? Window(NodeProto node, long[]? weight)
    {
        var kernel = weight is { Length: > 2 } ? weight[2..] : NodeAttributes.Ints(node, "kernel_shape")?.ToArray();
        if (Shape(node, 0) is not { Length: > 2 } input || kernel is null || kernel.Length != input.Length - 2)
            return null;
        var (strides, dilations, pads) = (NodeAttributes.Ints(node, "strides"), NodeAttributes.Ints(node, "dilations"), NodeAttributes.Ints(node, "pads"));
        var automatic = NodeAttributes.Text(node, "auto_pad");
        var ceiling = NodeAttributes.Int(node, "ceil_mode", 0) != 0;
        var output = new long[input.Length];
        (output[0], output[1]) = (input[0], weight is null ? input[1] : weight[0]);
        for (var axis = 0; axis < kernel.Length; axis++)
        {
            var (length, stride, dilation) = (input[axis + 2], At(strides, axis, 1), At(dilations, axis, 1));
            if (length < 0 || stride < 1)
            {
                output[axis + 2] = Unknown;
                continue;
            }

            Int128 padding = automatic == "VALID" ? 0 : (Int128)At(pads, axis, 0) + At(pads, axis + kernel.Length, 0);
            var steps = length + padding - ((Int128)dilation * (kernel[axis] - 1)) - 1;
            var result = automatic.StartsWith("SAME", StringComparison.Ordinal)
                ? (length + (Int128)stride - 1) / stride
                : ((steps + (ceiling ? stride - 1 : 0)) / stride) + 1;
            output[axis + 2] = steps < 0 || result < 0 || result > long.MaxValue ? Unknown : (long)result;
        }

        return output;

        static long At(IReadOnlyList<long>? values, int index, long otherwise) => values is not null && index < values.Count ? values[index] : otherwise;
    }

    private long[]? Flatten(NodeProto node)
    {
        if (Shape(node, 0) is not { } input || Axis(NodeAttributes.Int(node, "axis", 1), input.Length + 1) is not { } axis)
            return null;
        return [Product(input[..axis]), Product(input[axis..])];
    }

    private long[]? Reshape(NodeProto node)
    {
        if (Constant(node, 1) is not { } wanted || Shape(node, 0) is not { } input)
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
        if (Shape(node, 0) is not { } input || (NodeAttributes.Ints(node, "axes") ?? Constant(node, 1)) is not { Count: <= MaxDimensions } given)
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
        if ((NodeAttributes.Ints(node, "axes") ?? Constant(node, 1)) is not { } given)
            return null;
        var axes = given.Select(axis => Axis(axis, rank)).ToArray();
        return axes.Any(axis => axis is null) ? null : [.. axes.Select(axis => axis!.Value)];
    }

    private static int? Axis(long axis, int rank) => axis < -rank || axis >= rank ? null : (int)(axis < 0 ? axis + rank : axis);

    private IReadOnlyList<long>? Constant(NodeProto node, int input)
    {
        if (node.Input.Count <= input || !_constants.TryGetValue(node.Input[input], out var tensor)
            || (TensorProto.Types.DataType)tensor.DataType != TensorProto.Types.DataType.Int64)
            return null;
        if (!tensor.HasRawData)
            return tensor.Int64Data.Count <= MaxDimensions ? tensor.Int64Data : null;
        if (tensor.RawData.Length > MaxDimensions * sizeof(long))
            return null;
        var bytes = tensor.RawData.ToByteArray();
        return [.. Enumerable.Range(0, bytes.Length / sizeof(long)).Select(i => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * sizeof(long))))];
    }

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
