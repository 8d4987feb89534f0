using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EdgeKd.Pipeline.Store;

/// <summary>JSON with one spelling for one meaning: members sorted by name, nulls left out, no white space.</summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions Camel = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value as a tree, property names in camelCase.</summary>
    public static JsonNode ToNode(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Camel)!;

    public static string Write(JsonNode node) => Sort(node)!.ToJsonString(Compact);

    private static JsonNode? Sort(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var sorted = new JsonObject();
                foreach (var (name, value) in members.Where(m => m.Value is not null).OrderBy(m => m.Key, StringComparer.Ordinal))
                    sorted[name] = Sort(value);
                return sorted;
            case JsonArray items:
                return new JsonArray([.. items.Select(Sort)]);
            default:
                return node?.DeepClone();
        }
    }
}
