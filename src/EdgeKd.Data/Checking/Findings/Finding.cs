using System.Text.Json.Serialization;

namespace EdgeKd.Data;

/// <summary>Something found in a folder of images.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Detail">What was found here, in words.</param>
/// <param name="Files">The files or folders, relative to the root of the images, with slashes.</param>
public sealed record Finding([property: JsonIgnore] FindingKind Kind, FindingSeverity Severity, string Detail, IReadOnlyList<string> Files)
{
    /// <summary>The stable name of what it is.</summary>
    [JsonPropertyOrder(-1)]
    public string Code => Kind.Code;
}
