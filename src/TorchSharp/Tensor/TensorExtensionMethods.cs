using System.Globalization;
using TorchSharp.Utils;

namespace TorchSharp;

/// <summary>Reads of tensors with one element; tensors as text and as bytes of a stream.</summary>
public static class TensorExtensionMethods
{
    public static Scalar ToScalar(this torch.Tensor value) => value.ToScalar();
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();
    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();
    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();
    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();
    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();
    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();
    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();
    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    internal static bool IsIntegral(this torch.ScalarType type) => torch.is_integral(type);
    internal static bool IsFloatingPoint(this torch.ScalarType type) => torch.is_floating_point(type);
    internal static bool IsComplex(this torch.ScalarType type) => torch.is_complex(type);

    /// <summary>Bytes an element.</summary>
    internal static long ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentException($"no element size is known for {type}"),
    };

    public static string str(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = "\n",
        CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) =>
        tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    public static string npstr(this torch.Tensor tensor, string fltFormat = "g5", int width = 100, string newLine = "\n", CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    public static string metastr(this torch.Tensor tensor) => tensor.ToString(TensorStringStyle.Metadata);

    /// <summary>Writes the tensor's text to the standard output, and gives the tensor.</summary>
    public static torch.Tensor print(this torch.Tensor t, string fltFormat = "g5", int width = 100, string newLine = "",
        CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine.Length == 0 ? Environment.NewLine : newLine));
        return t;
    }

    /// <summary>Writes element type, shape and elements, each number in 7-bit groups, the lowest first.</summary>
    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        using var flat = torch.NewDisposeScope();
        using var whole = tensor.detach().cpu().contiguous();
        writer.Write7BitEncodedInt64((long)whole.dtype);
        writer.Write7BitEncodedInt64(whole.ndim);
        foreach (var size in whole.shape) writer.Write7BitEncodedInt64(size);
        writer.Write(whole.bytes);
    }

    /// <summary>Reads what <see cref="Save"/> wrote into a tensor of the same type and shape; with skip, past it.</summary>
    /// <exception cref="ArgumentException">The type or the shape is another.</exception>
    /// <exception cref="EndOfStreamException">The stream is cut short.</exception>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = TensorStream.ReadHeader(reader);
        if (type != tensor.dtype)
            throw new ArgumentException($"the stream holds {type} where {tensor.dtype} is wanted");
        if (!skip && !shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException($"the stream holds a tensor of {string.Join('x', shape)} where {string.Join('x', tensor.shape)} is wanted");
        using var loaded = TensorStream.ReadElements(reader, type, shape);
        if (skip) return;
        using (torch.no_grad()) tensor.copy_(loaded);
    }
}
