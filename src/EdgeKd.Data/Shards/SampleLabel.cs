using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeKd.Data.Shards;

/// <summary>The class of a sample as its shard states it: a number, or a name.</summary>
/// <param name="Number">The number; −1 where a name is given.</param>
/// <param name="Name">The name; null where a number is given.</param>
internal readonly record struct SampleLabel(int Number, string? Name)
{
    /// <summary>The longest label that is read.</summary>
    public const int MaxSizeBytes = 1 << 20;

    // As WebDataset's decoders and the sets that are published in its form have it; the first that a sample has counts.
    private static readonly string[] Extensions = ["cls", "json", "txt"];

    /// <summary>Which of a sample's members states its label, by extension; negative: none.</summary>
    public static int Rank(string extension) => Array.IndexOf(Extensions, extension);

    /// <summary>Reads a label.</summary>
    /// <param name="extension"><c>cls</c>: a number; <c>json</c>: an object with <c>label</c>, a number or a name; <c>txt</c>: a name.</param>
    /// <param name="bytes">The member.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static SampleLabel Parse(string extension, ReadOnlySpan<byte> bytes) => extension switch
    {
        "cls" when int.TryParse(bytes.Trim(" \r\n\t"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new SampleLabel(number, null),
        "cls" => throw new InvalidDataException("its .cls holds no class number"),
        "json" => OfJson(bytes),
        _ => OfName(Encoding.UTF8.GetString(bytes)),
    };

    private static SampleLabel OfJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("label", out var label))
            {
                if (label.ValueKind == JsonValueKind.Number && label.TryGetInt32(out var number) && number >= 0) return new SampleLabel(number, null);
                if (label.ValueKind == JsonValueKind.String) return OfName(label.GetString()!);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: a text that is no UTF-16
        {
            throw new InvalidDataException("its .json is damaged", e);
        }
        throw new InvalidDataException("its .json has no 'label' that is a class number or name");
    }

    private static SampleLabel OfName(string text)
    {
        var name = text.Trim();
        return name.Length is > 0 and <= 1000 && !name.Any(char.IsControl)
            ? new SampleLabel(-1, name)
            : throw new InvalidDataException("its class name is empty, longer than 1,000 characters or several lines");
    }
}
