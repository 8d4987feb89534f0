using System.Text.Json;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>Reads and checks the JSON header of a safetensors file before anything of its size is allocated.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit on the header.</summary>
    public const long LargestBytes = 100_000_000;

    /// <summary>The header's key for string metadata.</summary>
    public const string MetadataKey = "__metadata__";

    private const int MaxDimensions = 64;

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
    }

    /// <summary>Every tensor, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The string metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <param name="json">The header's bytes.</param>
    /// <param name="dataBytes">Bytes that follow the header in the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InvalidDataException">The header is damaged or its tensors do not tile the data exactly.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataBytes, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            return Read(document.RootElement, dataBytes, path);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string holds half of a surrogate pair.
            throw Damaged(path, $"its header is not valid JSON ({error.Message})", error);
        }
    }

    /// <summary>The error for a file that is not what it says.</summary>
    public static InvalidDataException Damaged(string path, string what, Exception? inner = null) =>
        new($"{path}: {what}; fetch or write the safetensors file again.", inner);

    private static SafetensorsHeader Read(JsonElement root, long dataBytes, string path)
    {
        Require(root.ValueKind == JsonValueKind.Object, path, "its header is not a JSON object");
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>();
        var names = new HashSet<string>();
        foreach (var property in root.EnumerateObject())
        {
            Require(names.Add(property.Name), path, $"its header names {QuotedName.Of(property.Name)} twice");
            if (property.Name == MetadataKey)
            {
                ReadMetadata(property.Value, metadata, path);
            }
            else
            {
                entries.Add(ReadEntry(property.Name, property.Value, dataBytes, path));
            }
        }

        RequireTiling(entries, dataBytes, path);
        return new SafetensorsHeader(entries, metadata);
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata, string path)
    {
        Require(value.ValueKind == JsonValueKind.Object, path, $"{MetadataKey} is not an object");
        foreach (var property in value.EnumerateObject())
        {
            Require(property.Value.ValueKind == JsonValueKind.String, path, $"{MetadataKey} {QuotedName.Of(property.Name)} is not a string");
            Require(metadata.TryAdd(property.Name, property.Value.GetString()!), path, $"{MetadataKey} names {QuotedName.Of(property.Name)} twice");
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement value, long dataBytes, string path)
    {
        Require(value.ValueKind == JsonValueKind.Object, path, $"tensor {QuotedName.Of(name)} is not described by an object");
        Require(
            value.EnumerateObject().Select(field => field.Name).Order().SequenceEqual(["data_offsets", "dtype", "shape"]),
            path,
            $"tensor {QuotedName.Of(name)} needs exactly dtype, shape and data_offsets");

        var dtype = value.GetProperty("dtype");
        var code = dtype.ValueKind == JsonValueKind.String ? dtype.GetString() : dtype.GetRawText();
        Require(SafetensorsType.TryParse(code, out var type, out var sizeBytes), path, $"tensor {QuotedName.Of(name)} has dtype {QuotedName.Of(code!)}, known are {SafetensorsType.Codes}");

        var shape = ReadNumbers(value.GetProperty("shape"), path, $"tensor {QuotedName.Of(name)} has a shape that is no list of non-negative integers");
        Require(shape.Length <= MaxDimensions, path, $"tensor {QuotedName.Of(name)} has {shape.Length} dimensions, more than {MaxDimensions}");
        var offsets = ReadNumbers(value.GetProperty("data_offsets"), path, $"tensor {QuotedName.Of(name)} has data_offsets that are no non-negative integers");
        Require(offsets.Length == 2, path, $"tensor {QuotedName.Of(name)} needs two data_offsets");
        var (begin, end) = (offsets[0], offsets[1]);
        Require(begin <= end && end <= dataBytes, path, $"tensor {QuotedName.Of(name)} lies at {begin}–{end} of {dataBytes} data bytes");

        Require(TrySize(shape, sizeBytes, out var needed), path, $"tensor {QuotedName.Of(name)} of shape {string.Join('×', shape)} has more elements than a file can hold");
        Require(needed == end - begin, path, $"tensor {QuotedName.Of(name)} of shape [{string.Join(", ", shape)}] and dtype {code} needs {needed} bytes and has {end - begin}");
        Require(needed <= int.MaxValue, path, $"tensor {QuotedName.Of(name)} has {needed} bytes, the largest supported is {int.MaxValue}");
        return new SafetensorsEntry(name, type, shape, begin, end);
    }

    private static long[] ReadNumbers(JsonElement value, string path, string problem)
    {
        Require(value.ValueKind == JsonValueKind.Array, path, problem);
        var numbers = new List<long>();
        foreach (var item in value.EnumerateArray())
        {
            long number = -1;
            Require(item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out number) && number >= 0, path, problem);
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static bool TrySize(long[] shape, int elementBytes, out long sizeBytes)
    {
        sizeBytes = elementBytes;
        foreach (var side in shape)
        {
            // An overflow is an error even where a later side is 0: libtorch would overflow on it too.
            if (side != 0 && sizeBytes > long.MaxValue / side)
            {
                return false;
            }

            sizeBytes *= side;
        }

        return true;
    }

    private static void RequireTiling(List<SafetensorsEntry> entries, long dataBytes, string path)
    {
        var expected = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            Require(entry.Begin == expected, path, $"tensor {QuotedName.Of(entry.Name)} begins at byte {entry.Begin}, which {(entry.Begin < expected ? "overlaps another tensor" : "leaves a hole")}");
            expected = entry.End;
        }

        Require(expected == dataBytes, path, $"its tensors end at byte {expected} of {dataBytes} data bytes");
    }

    private static void Require(bool holds, string path, string problem)
    {
        if (!holds)
        {
            throw Damaged(path, problem);
        }
    }
}
