using Google.Protobuf;

namespace EdgeKd.Onnx.Preparation;

/// <summary>Reorders the dimensions of a constant.</summary>
internal static class ConstantTranspose
{
    /// <summary>The constant with its dimensions in another order; null where its elements cannot be moved here.</summary>
    /// <param name="constant">A constant, of which raw data and float32 values are moved.</param>
    /// <param name="order">The input's dimension of each of the output's; null for the reverse.</param>
    public static TensorProto? Of(TensorProto constant, IReadOnlyList<long>? order)
    {
        var rank = constant.Dims.Count;
        order = order is { Count: > 0 } ? order : [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis)))
            return null;
        if (!constant.HasRawData && ConstantTensor.IsFloat(constant))
            constant = ConstantTensor.Create<float>(constant.Name, [.. constant.FloatData], constant.Dims);
        if (!constant.HasRawData || TensorContent.SizeBytes((TensorProto.Types.DataType)constant.DataType) is not { } size)
            return null;

        var strides = new long[rank];
        for (var (axis, stride) = (rank - 1, 1L); axis >= 0; stride *= constant.Dims[axis--])
            strides[axis] = stride;
        long[] shape = [.. order.Select(axis => constant.Dims[(int)axis])];
        var source = constant.RawData.Span;
        var target = new byte[source.Length];
        var position = new long[rank];
        for (var at = 0; at < target.Length; at += size)
        {
            var from = 0L;
            for (var axis = 0; axis < rank; axis++)
                from += position[axis] * strides[order[axis]];
            source.Slice((int)from * size, size).CopyTo(target.AsSpan(at));
            for (var axis = rank - 1; axis >= 0 && ++position[axis] == shape[axis]; axis--)
                position[axis] = 0;
        }

        return new TensorProto { Name = constant.Name, DataType = constant.DataType, Dims = { shape }, RawData = UnsafeByteOperations.UnsafeWrap(target) };
    }
}
