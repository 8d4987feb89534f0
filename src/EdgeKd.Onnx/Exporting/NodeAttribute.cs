using AttributeType = EdgeKd.Onnx.AttributeProto.Types.AttributeType;

namespace EdgeKd.Onnx;

/// <summary>Makes the attributes of nodes.</summary>
public static class NodeAttribute
{
    /// <summary>A whole number.</summary>
    public static AttributeProto Int(string name, long value) =>
        new() { Name = name, Type = AttributeType.Int, I = value };

    /// <summary>Whole numbers.</summary>
    public static AttributeProto Ints(string name, params IEnumerable<long> values) =>
        new() { Name = name, Type = AttributeType.Ints, Ints = { values } };

    /// <summary>A text.</summary>
    public static AttributeProto String(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8(value) };

    /// <summary>A float32.</summary>
    public static AttributeProto Float(string name, double value) =>
        new() { Name = name, Type = AttributeType.Float, F = (float)value };
}
