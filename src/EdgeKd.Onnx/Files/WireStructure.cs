using Google.Protobuf.Reflection;

namespace EdgeKd.Onnx;

/// <summary>Walks a file's protobuf structure before any object is made from it.</summary>
/// <remarks>
/// A message of two bytes becomes an object of hundreds, so a small hostile file could fill the memory. The walk counts
/// what would become objects, bounds the nesting, and can say where a file is cut off, which the parser cannot.
/// Wire format: protobuf's encoding document (tag = field number · 8 + wire type; groups are not used by ONNX).
/// </remarks>
internal ref struct WireStructure
{
    /// <summary>Messages, strings and unknown fields that a file may hold; MobileNetV2 has about 1,500.</summary>
    internal const int MaxObjects = 2_000_000;

    /// <summary>Nesting of messages; a plain graph needs 6, each subgraph 3 more.</summary>
    internal const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _name;
    private int _objects;

    private WireStructure(ReadOnlySpan<byte> bytes, string name)
    {
        _bytes = bytes;
        _name = name;
    }

    /// <summary>Checks the bytes of one message with everything in it.</summary>
    /// <exception cref="InvalidDataException">The bytes are cut off, damaged, or hold too much.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, MessageDescriptor message, string nameForErrors) =>
        new WireStructure(bytes, nameForErrors).Walk(0, bytes.Length, message, "", 0);

    private void Walk(int start, int end, MessageDescriptor message, string path, int depth)
    {
        if (depth > MaxDepth)
            throw Fault(start, path, $"messages are nested deeper than {MaxDepth}");
        // Counters of repeated messages, for the path in an error.
        var counts = new Dictionary<int, int>();
        var at = start;
        while (at < end)
        {
            var tagAt = at;
            var tag = Varint(ref at, end, path);
            var number = (int)Math.Min(tag >> 3, int.MaxValue);
            if (tag > uint.MaxValue || number == 0)
                throw Fault(tagAt, path, "a field has no valid number");
            var field = message.FindFieldByNumber(number);
            if (field is null)
                Count(tagAt, path);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref at, end, path);
                    break;
                case 1:
                    Skip(ref at, end, 8, path);
                    break;
                case 5:
                    Skip(ref at, end, 4, path);
                    break;
                case 2:
                    var length = Varint(ref at, end, path);
                    var content = at;
                    Skip(ref at, end, length, path);
                    if (field is { FieldType: FieldType.Message })
                    {
                        Count(tagAt, path);
                        var index = counts.GetValueOrDefault(number);
                        counts[number] = index + 1;
                        Walk(content, at, field.MessageType, Join(path, field, index), depth + 1);
                    }
                    else if (field is { FieldType: FieldType.String or FieldType.Bytes })
                    {
                        Count(tagAt, path);
                    }

                    break;
                default:
                    throw Fault(tagAt, path, $"a field has the wire type {tag & 7}, which ONNX does not use");
            }
        }
    }

    private void Count(int at, string path)
    {
        if (++_objects > MaxObjects)
            throw Fault(at, path, $"more than {MaxObjects:N0} parts");
    }

    private readonly ulong Varint(ref int at, int end, string path)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= end)
                throw Fault(at, path, "it ends in the middle of a number");
            var next = _bytes[at++];
            value |= (ulong)(next & 0x7F) << Math.Min(shift, 63);
            if (next < 0x80)
                return value;
        }

        throw Fault(at, path, "a number has more than ten bytes");
    }

    private readonly void Skip(ref int at, int end, ulong length, string path)
    {
        if (length > (ulong)(end - at))
            throw Fault(at, path, $"{length:N0} bytes are announced and {end - at:N0} are left");
        at += (int)length;
    }

    private readonly InvalidDataException Fault(int at, string path, string what) =>
        new($"{_name}: not a sound ONNX file: {what} (byte {at:N0} of {_bytes.Length:N0}, in {(path.Length == 0 ? "the model" : path)});"
            + " export or download the model again.");

    private static string Join(string path, FieldDescriptor field, int index)
    {
        var step = field.IsRepeated ? $"{field.Name}[{index}]" : field.Name;
        return path.Length == 0 ? step : $"{path}.{step}";
    }
}
