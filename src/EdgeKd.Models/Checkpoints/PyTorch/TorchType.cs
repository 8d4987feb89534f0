using static TorchSharp.torch;

namespace EdgeKd.Models.PyTorch;

/// <summary>The element types of PyTorch's files that we read and write.</summary>
internal static class TorchType
{
    //  Python's name of the type, and of the class of its storages
    private static readonly (ScalarType Type, string Name, string Storage, int SizeBytes)[] Known =
    [
        (ScalarType.Float64, "float64", "DoubleStorage", 8),
        (ScalarType.Float32, "float32", "FloatStorage", 4),
        (ScalarType.Float16, "float16", "HalfStorage", 2),
        (ScalarType.BFloat16, "bfloat16", "BFloat16Storage", 2),
        (ScalarType.Int64, "int64", "LongStorage", 8),
        (ScalarType.Int32, "int32", "IntStorage", 4),
        (ScalarType.Int16, "int16", "ShortStorage", 2),
        (ScalarType.Int8, "int8", "CharStorage", 1),
        (ScalarType.Byte, "uint8", "ByteStorage", 1),
        (ScalarType.Bool, "bool", "BoolStorage", 1),
    ];

    public static IEnumerable<(ScalarType Type, string Name, string Storage)> All =>
        Known.Select(known => (known.Type, known.Name, known.Storage));

    /// <summary>The size of one element.</summary>
    public static int SizeBytes(ScalarType type) => Known.First(known => known.Type == type).SizeBytes;

    /// <summary>The class of the storages of a type.</summary>
    /// <exception cref="ArgumentException">The type is not among those written here.</exception>
    public static string StorageOf(ScalarType type, string tensorName)
    {
        var index = Array.FindIndex(Known, known => known.Type == type);
        return index >= 0
            ? Known[index].Storage
            : throw new ArgumentException(
                $"Tensor {QuotedName.Of(tensorName)} has type {type}, which is not written: convert it to one of {string.Join(", ", Known.Select(known => known.Name))}.");
    }
}
