using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>Writes thousands of numbers on one line instead of one line each, with as many digits as give the same number back.</summary>
internal sealed class CompactNumbersConverter : JsonConverter<IReadOnlyList<float>>
{
    public override IReadOnlyList<float> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("a list of numbers is needed here");
        var numbers = new List<float>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out var number) || !float.IsFinite(number))
                throw new JsonException("a finite number is needed here");
            numbers.Add(number);
        }

        return numbers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<float> value, JsonSerializerOptions options)
    {
        if (value.Any(number => !float.IsFinite(number)))
            throw new ArgumentException("A number is not finite.");
        var text = new StringBuilder("[").AppendJoin(',', value.Select(number => number.ToString("R", CultureInfo.InvariantCulture))).Append(']');
        writer.WriteRawValue(text.ToString(), skipInputValidation: true);
    }
}
