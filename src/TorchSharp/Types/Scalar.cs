using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number that is not a tensor: an integer, a real or a truth value. Made by implicit conversion.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double _real;
    private readonly long _integer;

    private Scalar(torch.ScalarType type, double real, long integer)
    {
        Type = type;
        _real = real;
        _integer = integer;
    }

    /// <summary>Float64, Int64 or Bool, whatever the number was made of, as in libtorch.</summary>
    public torch.ScalarType Type { get; }

    public static implicit operator Scalar(byte value) => value.ToScalar();
    public static implicit operator Scalar(sbyte value) => value.ToScalar();
    public static implicit operator Scalar(short value) => value.ToScalar();
    public static implicit operator Scalar(int value) => value.ToScalar();
    public static implicit operator Scalar(long value) => value.ToScalar();
    public static implicit operator Scalar(Half value) => ((float)value).ToScalar();
    public static implicit operator Scalar(float value) => value.ToScalar();
    public static implicit operator Scalar(double value) => value.ToScalar();
    public static implicit operator Scalar(bool value) => value.ToScalar();

    /// <summary>Nothing to free here: kept because the type is disposable.</summary>
    public void Dispose()
    {
    }

    internal static Scalar Of(double value) => new(torch.ScalarType.Float64, value, 0);
    internal static Scalar Of(long value) => new(torch.ScalarType.Int64, value, value);
    internal static Scalar Of(bool value) => new(torch.ScalarType.Bool, value ? 1 : 0, value ? 1 : 0);

    internal double Real => Type == torch.ScalarType.Float64 ? _real : _integer;
    internal long Integer => Type == torch.ScalarType.Float64 ? checked((long)_real) : _integer;

    internal Arg ToArg() => Type switch
    {
        torch.ScalarType.Float64 => _real,
        torch.ScalarType.Bool => _integer != 0,
        _ => _integer,
    };

    public override string ToString() => Type switch
    {
        torch.ScalarType.Float64 => _real.ToString(System.Globalization.CultureInfo.InvariantCulture),
        torch.ScalarType.Bool => _integer != 0 ? "True" : "False",
        _ => _integer.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

/// <summary>Conversions between numbers and <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => Scalar.Of((long)value);
    public static Scalar ToScalar(this sbyte value) => Scalar.Of((long)value);
    public static Scalar ToScalar(this short value) => Scalar.Of((long)value);
    public static Scalar ToScalar(this int value) => Scalar.Of((long)value);
    public static Scalar ToScalar(this long value) => Scalar.Of(value);
    public static Scalar ToScalar(this float value) => Scalar.Of((double)value);
    public static Scalar ToScalar(this double value) => Scalar.Of(value);
    public static Scalar ToScalar(this bool value) => Scalar.Of(value);
    public static Scalar ToFloat16Scalar(this float value) => Scalar.Of((double)(float)(Half)value);

    public static float ToSingle(this Scalar value) => (float)value.Real;
    public static double ToDouble(this Scalar value) => value.Real;
    public static sbyte ToSByte(this Scalar value) => checked((sbyte)value.Integer);
    public static byte ToByte(this Scalar value) => checked((byte)value.Integer);
    public static short ToInt16(this Scalar value) => checked((short)value.Integer);
    public static int ToInt32(this Scalar value) => checked((int)value.Integer);
    public static long ToInt64(this Scalar value) => value.Integer;
    public static bool ToBoolean(this Scalar value) => value.Real != 0;
}
