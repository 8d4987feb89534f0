using System.Buffers.Binary;

namespace EdgeKd.Onnx;

/// <summary>The integers of a graph that are known without running it: constants, lengths, and what is computed of those.</summary>
/// <remarks>Exporters write the shape of a Reshape as arithmetic on lengths where the batch is open.</remarks>
internal sealed class IntegerValues
{
    private readonly int _largestCount;
    private readonly Dictionary<string, long[]> _values = new(StringComparer.Ordinal);

    /// <param name="largestCount">Lists longer than this are no shapes and stay unknown.</param>
    public IntegerValues(int largestCount) => _largestCount = largestCount;

    /// <summary>An input's integers in row-major order; null where the input is left out or they are not known.</summary>
    public long[]? Of(NodeProto node, int input) => node.Input.Count > input ? Of(node.Input[input]) : null;

    /// <summary>A tensor's integers, as above.</summary>
    public long[]? Of(string name) => _values.GetValueOrDefault(name);

    public void AddConstant(string name, TensorProto tensor)
    {
        if ((TensorProto.Types.DataType)tensor.DataType != TensorProto.Types.DataType.Int64)
            return;
        if (!tensor.HasRawData)
            Keep(name, [.. tensor.Int64Data.Take(_largestCount + 1)]);
        else if (tensor.RawData.Length <= _largestCount * sizeof(long))
            Keep(name, [.. Enumerable.Range(0, tensor.RawData.Length / sizeof(long)).Select(i => BinaryPrimitives.ReadInt64LittleEndian(tensor.RawData.Span[(i * sizeof(long))..]))]);
    }

    /// <summary>Computes a node's output where that is integers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputShape">The shape of its first input, of which <c>Shape</c> makes integers.</param>
    public void Follow(NodeProto node, IReadOnlyList<long>? inputShape)
    {
        if (node.OpType == "Shape" && inputShape is not null && inputShape.All(length => length >= 0) && !node.Attribute.Any())
            Keep(node.Output[0], [.. inputShape]);
        else if (Of(node, 0) is { } first && Compute(node, first) is { } result)
            Keep(node.Output[0], result);
    }

    private long[]? Compute(NodeProto node, long[] first) => node.OpType switch
    {
        "Identity" or "Cast" or "Squeeze" or "Unsqueeze" => first,
        "Gather" => Of(node, 1) is { } indices && indices.All(i => i >= -first.Length && i < first.Length)
            ? [.. indices.Select(i => first[i < 0 ? i + first.Length : i])]
            : null,
        "Slice" => Of(node, 1) is [var start] && Of(node, 2) is [var end] && (Of(node, 4) ?? [1]) is [1]
            ? first[Clamped(start, first.Length)..Math.Max(Clamped(start, first.Length), Clamped(end, first.Length))]
            : null,
        "Concat" => Enumerable.Range(0, node.Input.Count).Select(i => Of(node, i)).ToArray() is var parts && parts.All(part => part is not null)
            ? [.. parts.SelectMany(part => part!).Take(_largestCount + 1)]
            : null,
        "Add" => Together(first, Of(node, 1), (a, b) => (Int128)a + b),
        "Sub" => Together(first, Of(node, 1), (a, b) => (Int128)a - b),
        "Mul" => Together(first, Of(node, 1), (a, b) => (Int128)a * b),
        "Div" => Together(first, Of(node, 1), (a, b) => b == 0 ? Int128.MaxValue : (Int128)a / b),
        _ => null,
    };

    private void Keep(string name, long[] values)
    {
        if (values.Length <= _largestCount)
            _values[name] = values;
    }

    private static int Clamped(long at, int length) => (int)Math.Clamp(at < 0 ? at + length : at, 0, length);

    private static long[]? Together(long[] a, long[]? b, Func<long, long, Int128> compute)
    {
        if (b is null || (a.Length != b.Length && a.Length != 1 && b.Length != 1))
            return null;
        var results = Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(i => compute(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i])).ToArray();
        return results.All(result => result >= long.MinValue && result <= long.MaxValue) ? [.. results.Select(result => (long)result)] : null;
    }
}
