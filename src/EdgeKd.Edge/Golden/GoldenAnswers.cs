using System.Text.Json;

namespace EdgeKd.Edge;

/// <summary>Some images with the logits that each model of a bundle gives for them: the contents of <c>golden.json</c>. With them a device
/// finds out by itself, before it switches to a release, that it computes what was validated.</summary>
public sealed record GoldenAnswers
{
    /// <summary>The name of the file in bundles.</summary>
    public const string FileName = "golden.json";

    /// <summary>The name of the file of the images in bundles: a packed part, as <c>EdgeKd.Data</c> writes them.</summary>
    public const string ImagesFileName = "golden.images";

    /// <summary>Images in a bundle, where the validation part has as many.</summary>
    public const int UsualCount = 32;

    private const int MostImages = 1024;
    private const long MaxSizeBytes = 64 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false, AllowDuplicateProperties = false, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = 8,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
    };

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Images, N.</summary>
    public required int Count { get; init; }

    /// <summary>The file of the images, beside this one.</summary>
    public required string Data { get; init; }

    /// <summary>The answers by precision.</summary>
    public required IReadOnlyDictionary<string, GoldenPrecision> Precisions { get; init; }

    /// <summary>The bytes of the file: the same for the same answers.</summary>
    /// <exception cref="InvalidDataException">The answers are not sound; the message says why.</exception>
    public byte[] ToBytes()
    {
        Require(FileName);
        return [.. JsonSerializer.SerializeToUtf8Bytes(this with { Precisions = new SortedDictionary<string, GoldenPrecision>(Precisions.ToDictionary(), StringComparer.Ordinal) }, Options), (byte)'\n'];
    }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such file; the message names it and what is wrong.</exception>
    public static GoldenAnswers Load(string path)
    {
        var file = new FileInfo(path);
        if (file.Length > MaxSizeBytes)
            throw new InvalidDataException($"{path}: {file.Length} bytes are more than the {MaxSizeBytes} that such a file may have.");
        try
        {
            var golden = JsonSerializer.Deserialize<GoldenAnswers>(File.ReadAllBytes(path), Options) ?? throw new InvalidDataException($"{path}: it is null.");
            golden.Require(path);
            return golden;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private void Require(string file)
    {
        var fault = Faults().FirstOrDefault(fault => fault is not null);
        if (fault is not null)
            throw new InvalidDataException($"{file}: {fault}; pack the bundle again.");
    }

    private IEnumerable<string?> Faults()
    {
        yield return Schema == 1 ? null : $"schema is {Schema}, but this program knows schema 1";
        yield return Count is > 0 and <= MostImages ? null : $"count is {Count} instead of 1 to {MostImages}";
        yield return Data == ImagesFileName ? null : $"data is not {ImagesFileName}";
        yield return Precisions.Count > 0 ? null : "precisions is empty";
        foreach (var (name, precision) in Precisions)
        {
            if (precision?.Logits is not { } logits || logits.Any(row => row is null))
            {
                yield return $"precisions.{name} has no logits";
                continue;
            }

            yield return logits.Count == Count ? null : $"precisions.{name}.logits has {logits.Count} rows, but count is {Count}";
            yield return logits[0].Length > 1 && logits.All(row => row.Length == logits[0].Length) ? null : $"precisions.{name}.logits has rows of other lengths, or of fewer than 2";
            yield return logits.All(row => row.All(float.IsFinite)) ? null : $"precisions.{name}.logits holds something else than finite numbers";
            yield return precision.Tolerance > 0 && double.IsFinite(precision.Tolerance) ? null : $"precisions.{name}.tolerance is not a finite number above 0";
        }
    }
}
