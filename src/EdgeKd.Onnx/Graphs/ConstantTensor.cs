using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx;

/// <summary>Makes constants of numbers, and reads their numbers.</summary>
/// <remarks>Raw data is little-endian (the format's onnx.proto).</remarks>
internal static class ConstantTensor
{
    /// <summary>A constant of float32, int64, int32, uint8, int8 or float16.</summary>
    public static TensorProto Create<T>(string name, ReadOnlySpan<T> values, params IEnumerable<long> shape)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Constants are written on little-endian machines alone.");
        return new TensorProto
        {
            Name = name,
            DataType = (int)TypeOf<T>(),
            Dims = { shape },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
    }

    /// <summary>Whether a constant holds float32.</summary>
    public static bool IsFloat(TensorProto? tensor) => tensor is not null && (DataType)tensor.DataType == DataType.Float;

    /// <summary>The values of a float32 constant in row-major order.</summary>
    /// <exception cref="InvalidDataException">One is no finite number.</exception>
    public static float[] Floats(TensorProto tensor)
    {
        float[] values = tensor.HasRawData ? new float[tensor.RawData.Length / sizeof(float)] : [.. tensor.FloatData];
        if (tensor.HasRawData)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(tensor.RawData.Span[(i * sizeof(float))..]);
        }

        return Array.TrueForAll(values, float.IsFinite) ? values : throw new InvalidDataException(
            $"The constant {Models.QuotedName.Of(tensor.Name)} holds values that are no finite numbers; the training diverged or the file is damaged.");
    }

    /// <summary>The only value of a float32 constant; null where it is another kind, or has several values.</summary>
    public static float? Scalar(TensorProto? tensor) => IsFloat(tensor) && Floats(tensor!) is [var only] ? only : null;

    private static DataType TypeOf<T>() => default(T) switch
    {
        float => DataType.Float,
        long => DataType.Int64,
        int => DataType.Int32,
        byte => DataType.Uint8,
        sbyte => DataType.Int8,
        Half => DataType.Float16,
        _ => throw new ArgumentException($"Constants of {typeof(T).Name} are not written."),
    };
}
