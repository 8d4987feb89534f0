using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>The element types of a safetensors file that we read and write.</summary>
internal static class SafetensorsType
{
    private static readonly (string Code, ScalarType Type, int SizeBytes)[] Known =
    [
        ("F64", ScalarType.Float64, 8),
        ("I64", ScalarType.Int64, 8),
        ("F32", ScalarType.Float32, 4),
        ("I32", ScalarType.Int32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>The codes of the format that this program knows, for messages.</summary>
    public static string Codes { get; } = string.Join(", ", Known.Select(known => known.Code));

    /// <summary>Looks a header's code up.</summary>
    public static bool TryParse(string? code, out ScalarType type, out int sizeBytes)
    {
        var index = Array.FindIndex(Known, known => known.Code == code);
        (type, sizeBytes) = index < 0 ? default : (Known[index].Type, Known[index].SizeBytes);
        return index >= 0;
    }

    /// <summary>The code and element size of a tensor type.</summary>
    /// <exception cref="ArgumentException">The format has no such type.</exception>
    public static (string Code, int SizeBytes) Of(ScalarType type, string tensorName)
    {
        var index = Array.FindIndex(Known, known => known.Type == type);
        return index >= 0
            ? (Known[index].Code, Known[index].SizeBytes)
            : throw new ArgumentException($"Tensor '{tensorName}' has type {type}, which a safetensors file cannot hold: convert it to one of {Codes}.");
    }
}
