using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx;

/// <summary>Scale, zero point and integer type of a QuantizeLinear or DequantizeLinear.</summary>
/// <param name="Node">The node.</param>
/// <param name="Scale">Its scale; null where it is computed.</param>
/// <param name="ZeroPoint">Its zero point; null where it is left out or computed.</param>
/// <param name="Type">The integer type.</param>
internal sealed record ConversionParameters(NodeProto Node, TensorProto? Scale, TensorProto? ZeroPoint, DataType Type)
{
    /// <summary>Reads the parameters of a conversion.</summary>
    public static ConversionParameters Of(NodeProto node, GraphLinks links, ElementTypes types)
    {
        var isQuantize = node.OpType == "QuantizeLinear";
        var type = types.Of(isQuantize ? node.Output[0] : node.Input[0]);
        return new(node, links.Constant(node, 1), links.Constant(node, 2), type);
    }

    /// <summary>Whether one scale holds for the whole tensor.</summary>
    public bool IsPerTensor => Scale is not null && Scale.Dims.All(length => length == 1);

    /// <summary>The scale, where there is one of float32.</summary>
    public float? ScaleValue => ConstantTensor.Scalar(Scale);

    /// <summary>The zero point as a number; 0 where it is left out.</summary>
    public long ZeroPointValue => ZeroPoint is { } tensor && ConstantTensor.Integers(tensor) is [var first, ..] ? first : 0;

    /// <summary>Whether the integers have 8 bits. ONNX Runtime makes uint8 of int8 where it needs that.</summary>
    public bool IsEightBit => Type is DataType.Uint8 or DataType.Int8;

    /// <summary>The smallest and the largest integer of an 8-bit type.</summary>
    public (int Min, int Max) Limits => Type == DataType.Int8 ? (sbyte.MinValue, sbyte.MaxValue) : (byte.MinValue, byte.MaxValue);

    /// <summary>Whether both map the same integers to the same numbers.</summary>
    public bool MapsAs(ConversionParameters other) =>
        Type == other.Type && ScaleValue is { } scale && scale == other.ScaleValue && ZeroPointValue == other.ZeroPointValue;
}
