using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeKd.Pipeline.Diffing;

/// <summary>Compares recipes setting by setting.</summary>
internal static class RecipeComparison
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The settings that differ, by the order of their keys.</summary>
    /// <param name="before">A recipe as JSON.</param>
    /// <param name="after">Another one.</param>
    /// <param name="names">What to call both in messages.</param>
    /// <exception cref="InvalidDataException">One is no JSON.</exception>
    public static IReadOnlyList<SettingChange> Of(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, (string Before, string After) names)
    {
        var (a, b) = (Settings(before, names.Before), Settings(after, names.After));
        return
        [
            .. a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)
                .Select(key => new SettingChange(key, a.GetValueOrDefault(key), b.GetValueOrDefault(key)))
                .Where(change => change.Before != change.After),
        ];
    }

    private static Dictionary<string, string> Settings(ReadOnlySpan<byte> json, string name)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            Collect(JsonNode.Parse(json), "", settings);
        }
        // A key that stands there twice is found only when the object is walked.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{name}: it is no recipe as JSON ({e.Message.ReplaceLineEndings(" ")}); the bundle was not packed by this program.", e);
        }

        return settings;
    }

    private static void Collect(JsonNode? node, string key, Dictionary<string, string> settings)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                foreach (var (name, value) in members)
                    Collect(value, key.Length == 0 ? name : $"{key}.{name}", settings);
                break;
            // Lists of plain values read better as a whole: [0.5, 0.5, 0.5].
            case JsonArray items when items.Any(item => item is JsonObject or JsonArray):
                foreach (var (i, value) in items.Index())
                    Collect(value, $"{key}[{i}]", settings);
                break;
            default:
                settings[key] = node?.ToJsonString(Compact) ?? "null";
                break;
        }
    }
}
