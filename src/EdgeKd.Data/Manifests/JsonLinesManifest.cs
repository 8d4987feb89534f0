using System.Text.Json;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Manifests;

/// <summary>Manifests of JSON lines: an object an image, with the keys <c>path</c>, <c>label</c>, <c>group</c> and <c>part</c>.</summary>
internal static class JsonLinesManifest
{
    private const int MaxLineBytes = 1 << 20;

    private static readonly byte[][] Keys = ["path"u8.ToArray(), "label"u8.ToArray(), "group"u8.ToArray(), "part"u8.ToArray()];

    /// <exception cref="InvalidDataException">A line cannot be used; the message names it.</exception>
    public static void Read(Stream stream, string file, ManifestBuilder manifest)
    {
        var lines = new Utf8LineReader(stream, file, MaxLineBytes);
        var row = new ManifestRow();
        while (lines.TryRead(out var line))
        {
            if (line.Trim((byte)' ').IsEmpty) continue;
            try
            {
                ReadObject(line, lines.LineNumber, row, manifest);
            }
            // Text that is no UTF-8 is found when a value is taken out, as an invalid operation.
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw manifest.Error(lines.LineNumber, $"not a JSON object ({e.Message.ReplaceLineEndings(" ")}); write {{\"path\": \"cat/1.jpg\", \"label\": \"cat\"}}");
            }
            manifest.Add(lines.LineNumber, row);
        }
    }

    private static void ReadObject(ReadOnlySpan<byte> line, int number, ManifestRow row, ManifestBuilder manifest)
    {
        row.Clear();
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 16 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("it does not begin with {");
        Span<bool> seen = stackalloc bool[Keys.Length];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = ColumnOf(ref reader);
            if (column < 0) manifest.AddUnknown(string.Concat(reader.GetString()!.Select(c => char.IsControl(c) ? '\ufffd' : c)));
            else if (seen[column]) throw manifest.Error(number, $"the key {(ManifestColumn)column} stands there twice; remove one".ToLowerInvariant());
            else seen[column] = true;
            reader.Read();
            if (column < 0) reader.Skip();
            else SetValue(ref reader, (ManifestColumn)column, number, row, manifest);
        }
        if (reader.Read()) throw new JsonException("something follows the object");
    }

    private static int ColumnOf(ref Utf8JsonReader reader)
    {
        for (var column = 0; column < Keys.Length; column++)
        {
            if (reader.ValueTextEquals(Keys[column])) return column;
        }
        return -1;
    }

    // Numbers are taken as they are written, because labels and cameras often are numbers.
    private static void SetValue(ref Utf8JsonReader reader, ManifestColumn column, int number, ManifestRow row, ManifestBuilder manifest)
    {
        var isShort = reader.ValueSpan.Length <= row.BufferOf(column).Length;
        switch (reader.TokenType)
        {
            case JsonTokenType.String when isShort:
                row.SetLength(column, reader.CopyString(row.BufferOf(column)));
                break;
            case JsonTokenType.Number when isShort && row.TrySet(column, reader.ValueSpan):
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String or JsonTokenType.Number:
                throw manifest.Error(number, $"the {column} is too long".ToLowerInvariant());
            default:
                throw manifest.Error(number, $"the {column} is neither text nor a number; put it into quotation marks".ToLowerInvariant());
        }
    }
}
