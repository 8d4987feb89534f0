using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>How the files of a signature were found and hashed: <c>predicate.serialization</c>.</summary>
internal sealed record SignatureSerialization
{
    /// <summary><c>files</c>: a digest a file. The other method of the format, <c>shards</c>, is not known here.</summary>
    public required string Method { get; init; }

    [JsonPropertyName("hash_type")]
    public required string HashType { get; init; }

    [JsonPropertyName("allow_symlinks")]
    public required bool AllowSymlinks { get; init; }

    [JsonPropertyName("ignore_paths")]
    public IReadOnlyList<string>? IgnorePaths { get; init; }
}
