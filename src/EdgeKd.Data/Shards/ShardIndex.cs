using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeKd.Data.Packing;
using EdgeKd.Data.Shards;

namespace EdgeKd.Data;

/// <summary>The shards of a data set: the file <c>index.json</c> beside them.</summary>
public sealed record ShardIndex
{
    /// <summary>The file's name.</summary>
    public const string FileName = "index.json";

    /// <summary>The longest index that is read.</summary>
    internal const long MaxSizeBytes = 64L << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
    };

    /// <summary>The class names, in the order of the labels.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The shards of the training part, in the order of its images.</summary>
    public required IReadOnlyList<ShardFile> Train { get; init; }

    /// <summary>The shards of the validation part; empty: it is split from the training part.</summary>
    public IReadOnlyList<ShardFile> Validation { get; init; } = [];

    /// <summary>The shards of the test part; empty: it is split from the training part.</summary>
    public IReadOnlyList<ShardFile> Test { get; init; } = [];

    /// <summary>All shards.</summary>
    internal IEnumerable<ShardFile> All => [.. Train, .. Validation, .. Test];

    /// <summary>Reads an index.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no index, or names a file outside of its folder; the message names it.</exception>
    public static ShardIndex Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (new FileInfo(path).Length > MaxSizeBytes) throw new InvalidDataException($"it is longer than {MaxSizeBytes >> 20} MiB");
            var index = JsonSerializer.Deserialize<ShardIndex>(File.ReadAllBytes(path), Json) ?? throw new InvalidDataException("it is empty");
            index.Check();
            return index;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} is no index of shards: {e.Message.ReplaceLineEndings(" ")}; write it with edgekd data shard", e);
        }
    }

    /// <summary>Writes the index; it is complete or not there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Write(string path) => TemporaryFile.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));

    private void Check()
    {
        if (Classes.Count < 2 || Classes.Any(string.IsNullOrWhiteSpace) || Classes.Distinct().Count() != Classes.Count)
            throw new InvalidDataException("its classes have to be two or more different names");
        if (Train.Count == 0) throw new InvalidDataException("it names no training shard");
        HashSet<string> names = [];
        foreach (var shard in All)
        {
            if (shard is null || !IsPlain(shard.Name)) throw new InvalidDataException($"'{shard?.Name}' is no plain file name that ends in .tar");
            if (!names.Add(shard.Name)) throw new InvalidDataException($"it names {shard.Name} twice");
            if (shard.Samples < 1 || shard.SizeBytes < 1 || shard.Sha256 is not { Length: 64 } || !shard.Sha256.All(char.IsAsciiHexDigit))
                throw new InvalidDataException($"{shard.Name} needs samples, sizeBytes and the sha256 of 64 hexadecimal digits");
        }
    }

    private static bool IsPlain(string? name) => name is { Length: > 4 and <= 255 } && name.EndsWith(".tar", StringComparison.Ordinal)
        && !name.StartsWith('.') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
