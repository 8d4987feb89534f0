using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeKd.Pipeline.Stages;

/// <summary>How JSON files for people are written.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };
}
