using System.Text.Json;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>The contents of <c>precisions.json</c>.</summary>
/// <param name="Precisions">What is shipped, the float model first.</param>
/// <param name="Decision">Why, in words.</param>
internal sealed record PrecisionList(IReadOnlyList<PrecisionEntry> Precisions, string Decision)
{
    private static readonly JsonSerializerOptions Json = new(JsonText.Indented)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public void Save(string path) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
