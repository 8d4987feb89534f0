using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace EdgeKd.Release;

/// <summary>Reads and writes the JSON files of a release: camelCase, indented, the same bytes for the same contents.</summary>
internal static partial class JsonFile
{
    /// <summary>No file of a release is larger; checked before it is read.</summary>
    public const long MaxSizeBytes = 256L << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        WriteIndented = true,
        NewLine = "\n",
        MaxDepth = 16,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Bundles are no web pages: class names keep their own letters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new CompactIntegersConverter(), new CompactNumbersConverter() },
    };

    private static readonly JsonSerializerOptions OneLine = new(Options) { WriteIndented = false };

    public static byte[] ToBytes<T>(T value)
    {
        try
        {
            return [.. JsonSerializer.SerializeToUtf8Bytes(value, Options), (byte)'\n'];
        }
        catch (ArgumentException)
        {
            throw new InvalidDataException($"{typeof(T).Name} holds a number that is not finite and cannot be written as JSON; measure again.");
        }
    }

    /// <summary>The same on one line, for files of one object a line.</summary>
    public static byte[] ToLine<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, OneLine), (byte)'\n'];

    /// <exception cref="InvalidDataException">The bytes are no such JSON; the message names <paramref name="name"/> and the field.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options)
                ?? throw new InvalidDataException($"{name}: it is `null` instead of an object.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{name}: {Explain(exception)}.", exception);
        }
    }

    public static T Load<T>(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (stream.Length > MaxSizeBytes)
            throw new InvalidDataException($"{path}: {stream.Length} bytes are more than the {MaxSizeBytes} that such a file may have.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse<T>(bytes, path);
    }

    public static void Save<T>(T value, string path)
    {
        var bytes = ToBytes(value);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static string Explain(JsonException exception)
    {
        var missing = MissingProperties().Match(exception.Message);
        var where = exception.Path is { Length: > 1 } path ? $"at {path[(path.StartsWith("$.") ? 2 : 0)..]}: " : "";
        if (missing.Success)
            return $"{where}missing {missing.Groups[1].Value}";
        var message = exception.Message.Split(" Path: ")[0].ReplaceLineEndings(" ").TrimEnd('.', ' ');
        var line = exception.LineNumber is { } number ? $" (line {number + 1})" : "";
        return $"{where}{message}{line}";
    }

    [GeneratedRegex("missing required properties including: (.*?)\\.?$")]
    private static partial Regex MissingProperties();
}
