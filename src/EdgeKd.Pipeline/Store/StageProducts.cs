using System.Text.Json.Nodes;

namespace EdgeKd.Pipeline.Store;

/// <summary>What a stage hands over when it is done.</summary>
public sealed record StageProducts
{
    /// <summary>Output file name → whether its bytes follow from the key. Every file of the output folder is named.</summary>
    public required IReadOnlyDictionary<string, OutputKind> Outputs { get; init; }

    /// <summary>One line for people: what was done, with its key figures.</summary>
    public required string Summary { get; init; }

    /// <summary>The key figures by name.</summary>
    public JsonObject Figures { get; init; } = [];
}
