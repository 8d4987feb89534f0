using System.Text.Json;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Preflighting;

/// <summary>What is known of a student before it is trained: the contents of <c>preflight.json</c>.</summary>
public sealed record UntrainedStudent
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "preflight.json";

    /// <summary>Parameters of the network as it is deployed.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-adds of one image.</summary>
    public required long Macs { get; init; }

    /// <summary>Threads that latency was measured on.</summary>
    public required int Threads { get; init; }

    /// <summary>The processor.</summary>
    public required string Cpu { get; init; }

    /// <summary>The precisions that the recipe asks for, the float one first.</summary>
    public required IReadOnlyList<UntrainedModel> Models { get; init; }

    /// <summary>The same on the recipe's other targets.</summary>
    public IReadOnlyList<UntrainedTarget> Targets { get; init; } = [];

    internal void Save(string path) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, JsonText.Indented) + "\n");

    internal static UntrainedStudent Load(string path) => JsonSerializer.Deserialize<UntrainedStudent>(File.ReadAllText(path), JsonText.Indented)
        ?? throw new InvalidDataException($"{path}: it is null; remove the stage's folder so that it is made again.");
}
