using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx;

/// <summary>How many units a tensor's constant holds, and how many one element takes.</summary>
/// <param name="ActualCount">Units held.</param>
/// <param name="CountPerElement">Units of one element.</param>
/// <param name="Unit">The unit's plural, for messages: bytes of raw data, or values of a typed field.</param>
internal readonly record struct TensorContent(long ActualCount, long CountPerElement, string Unit)
{
    /// <summary>The content of a tensor; null where the element type is newer than this program.</summary>
    public static TensorContent? Of(TensorProto tensor)
    {
        var type = (DataType)tensor.DataType;
        if (tensor.HasRawData)
            return SizeBytes(type) is { } size ? new(tensor.RawData.Length, size, "bytes") : null;
        return type switch
        {
            DataType.Float => new(tensor.FloatData.Count, 1, "values"),
            DataType.Complex64 => new(tensor.FloatData.Count, 2, "values"),
            DataType.Double => new(tensor.DoubleData.Count, 1, "values"),
            DataType.Complex128 => new(tensor.DoubleData.Count, 2, "values"),
            DataType.Int64 => new(tensor.Int64Data.Count, 1, "values"),
            DataType.Uint32 or DataType.Uint64 => new(tensor.Uint64Data.Count, 1, "values"),
            DataType.String => new(tensor.StringData.Count, 1, "strings"),
            DataType.Int32 or DataType.Int16 or DataType.Int8 or DataType.Uint16 or DataType.Uint8 or DataType.Bool
                or DataType.Float16 or DataType.Bfloat16 => new(tensor.Int32Data.Count, 1, "values"),
            _ => null,
        };
    }

    /// <summary>The bytes of one element in raw data; null for strings, which have none, and for types not known here.</summary>
    public static int? SizeBytes(DataType type) => type switch
    {
        DataType.Uint8 or DataType.Int8 or DataType.Bool => 1,
        DataType.Uint16 or DataType.Int16 or DataType.Float16 or DataType.Bfloat16 => 2,
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Double or DataType.Int64 or DataType.Uint64 or DataType.Complex64 => 8,
        DataType.Complex128 => 16,
        _ => null,
    };
}
