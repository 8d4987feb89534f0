using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>Writes thousands of labels on one line instead of one line each.</summary>
internal sealed class CompactIntegersConverter : JsonConverter<IReadOnlyList<int>>
{
    public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("a list of whole numbers is needed here");
        var numbers = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var number))
                throw new JsonException("a whole number is needed here");
            numbers.Add(number);
        }

        return numbers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options)
    {
        var text = new StringBuilder("[").AppendJoin(',', value).Append(']');
        writer.WriteRawValue(text.ToString(), skipInputValidation: true);
    }
}
