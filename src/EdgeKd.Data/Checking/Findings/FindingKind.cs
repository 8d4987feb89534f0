using System.Text.Json.Serialization;

namespace EdgeKd.Data;

/// <summary>What can be found in a folder of images.</summary>
/// <param name="Code">Its stable name: lower-case letters and hyphens.</param>
/// <param name="Severity">How much it matters, unless a finding says otherwise.</param>
/// <param name="Meaning">What it is, a sentence.</param>
/// <param name="Advice">What to do.</param>
/// <param name="HasPictures">Whether its files are pictures that were decoded.</param>
public sealed record FindingKind(string Code, FindingSeverity Severity, string Meaning, string Advice, [property: JsonIgnore] bool HasPictures)
{
    internal Finding Of(string detail, params IReadOnlyList<string> files) => new(this, Severity, detail, files);
}
