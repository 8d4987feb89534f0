using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EdgeKd.Pipeline.Store;

/// <summary>The contents of a stage.json: what a stage was made from, what it made, how long it took.</summary>
public sealed record StageRecord
{
    internal const string FileName = "stage.json";
    private const long MaxSizeBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Name of the stage.</summary>
    public required string Stage { get; init; }

    /// <summary>The key, 64 hex digits.</summary>
    public required string Key { get; init; }

    /// <summary>The identity that the key is the SHA-256 of.</summary>
    public required JsonObject Identity { get; init; }

    /// <summary>Seed that the stage ran with.</summary>
    public required long Seed { get; init; }

    /// <summary>Wall-clock seconds that the stage took.</summary>
    public required double Seconds { get; init; }

    /// <summary>One line for people: what was done, with its key figures.</summary>
    public required string Summary { get; init; }

    /// <summary>The key figures by name.</summary>
    public required JsonObject Figures { get; init; }

    /// <summary>The output files.</summary>
    public required IReadOnlyList<OutputRecord> Outputs { get; init; }

    /// <summary>The output of that name.</summary>
    /// <param name="name">File name of the output.</param>
    /// <exception cref="InvalidDataException">The stage has no such output.</exception>
    public OutputRecord Output(string name) =>
        Outputs.FirstOrDefault(output => output.Name == name)
        ?? throw new InvalidDataException($"stage {Stage} ({Key[..16]}) has no output {name}; remove its folder so that it is made again");

    internal void Save(string path) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>Reads a stage.json; null when the file is missing or is not one.</summary>
    internal static StageRecord? TryLoad(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MaxSizeBytes
                ? JsonSerializer.Deserialize<StageRecord>(File.ReadAllBytes(path), Json)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
