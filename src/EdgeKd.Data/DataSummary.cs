using System.Text.Json.Serialization;

namespace EdgeKd.Data;

/// <summary>What a preparation made; kept as <c>data.json</c> beside the parts.</summary>
public sealed record DataSummary
{
    /// <summary>The kind of source.</summary>
    public required string Kind { get; init; }

    /// <summary>Height and width of the network's input, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Height and width of the kept images, in pixels.</summary>
    public required int StoredSize { get; init; }

    /// <summary>The class names, in the order of the labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The training part.</summary>
    public required PartSummary Train { get; init; }

    /// <summary>The validation part.</summary>
    public required PartSummary Validation { get; init; }

    /// <summary>The test part.</summary>
    public required PartSummary Test { get; init; }

    /// <summary>The unlabelled part, without counts a class; null: there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PartSummary? Unlabelled { get; init; }

    /// <summary>The damaged images that were left out, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>Files beside the images that are of no known image format and were not read.</summary>
    public int IgnoredFiles { get; init; }

    /// <summary>What the user should know of the source, a line each; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }
}
