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

    // The way to the message being walked, for errors: a text for every message would cost more than the walk.
    private readonly Stack<(FieldDescriptor Field, int Index)> _path = new();
    private int _objects;

    private WireStructure(ReadOnlySpan<byte> bytes, string name)
    {
        _bytes = bytes;
        _name = name;
    }

    /// <summary>Checks the bytes of one message with everything in it.</summary>
    /// <exception cref="InvalidDataException">The bytes are cut off, damaged, or hold too much.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, MessageDescriptor message, string nameForErrors) =>
        new WireStructure(bytes, nameForErrors).Walk(0, bytes.Length, message);

    private void Walk(int start, int end, MessageDescriptor message)
    {
        if (_path.Count > MaxDepth)
            throw Fault(start, $"messages are nested deeper than {MaxDepth}");
        Dictionary<int, int>? counts = null;
        var at = start;
        while (at < end)
        {
            var tagAt = at;
            var tag = Varint(ref at, end);
            var number = (int)Math.Min(tag >> 3, int.MaxValue);
            if (tag > uint.MaxValue || number == 0)
                throw Fault(tagAt, "a field has no valid number");
            var field = message.FindFieldByNumber(number);
            if (field is null)
                Count(tagAt);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref at, end);
                    break;
                case 1:
                    Skip(ref at, end, 8);
                    break;
                case 5:
                    Skip(ref at, end, 4);
                    break;
                case 2:
                    var length = Varint(ref at, end);
                    var content = at;
                    Skip(ref at, end, length);
                    if (field is { FieldType: FieldType.Message })
                    {
                        Count(tagAt);
                        _path.Push((field, field.IsRepeated ? Next(ref counts, number) : 0));
                        Walk(content, at, field.MessageType);
                        _path.Pop();
                    }
                    else if (field is { FieldType: FieldType.String or FieldType.Bytes })
                    {
                        Count(tagAt);
                    }

                    break;
                default:
                    throw Fault(tagAt, $"a field has the wire type {tag & 7}, which ONNX does not use");
            }
        }
    }

    private void Count(int at)
    {
        if (++_objects > MaxObjects)
            throw Fault(at, $"more than {MaxObjects:N0} parts");
    }

    private readonly ulong Varint(ref int at, int end)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= end)
                throw Fault(at, "it ends in the middle of a number");
            var next = _bytes[at++];
            value |= (ulong)(next & 0x7F) << Math.Min(shift, 63);
            if (next < 0x80)
                return value;
        }

        throw Fault(at, "a number has more than ten bytes");
    }

    private readonly void Skip(ref int at, int end, ulong length)
    {
        if (length > (ulong)(end - at))
            throw Fault(at, $"{length:N0} bytes are announced and {end - at:N0} are left");
        at += (int)length;
    }

    // How many messages of a repeated field came before, in the message being walked.
    private static int Next(ref Dictionary<int, int>? counts, int number)
    {
        counts ??= [];
        counts[number] = counts.GetValueOrDefault(number, -1) + 1;
        return counts[number];
    }

    private readonly InvalidDataException Fault(int at, string what) =>
        new($"{_name}: not a sound ONNX file: {what} (byte {at:N0} of {_bytes.Length:N0}, in {PathText()});"
            + " export or download the model again.");

    private readonly string PathText() => _path.Count == 0
        ? "the model"
        : string.Join('.', _path.Reverse().Select(step => step.Field.IsRepeated ? $"{step.Field.Name}[{step.Index}]" : step.Field.Name));
}
