using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace EdgeKd.Release;

/// <summary>Reads the YAML files that people keep beside a recipe: strict, small, without aliases.</summary>
internal static class YamlFile
{
    /// <summary>No such file is larger; checked before it is read.</summary>
    public const long MaxSizeBytes = 1 << 20;

    private const int MaxDepth = 16;

    /// <exception cref="InvalidDataException">The file is too large, is not YAML, or has an unknown key; the message names the line.</exception>
    public static T Read<T>(string path)
        where T : class, new()
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (stream.Length > MaxSizeBytes)
            throw new InvalidDataException($"{path}: {stream.Length} bytes are more than the {MaxSizeBytes} that such a file may have.");
        using var reader = new StreamReader(stream);
        return Parse<T>(reader.ReadToEnd(), path);
    }

    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static T Parse<T>(string yaml, string name)
        where T : class, new()
    {
        try
        {
            RefuseDeepOrAliased(yaml, name);
            var deserializer = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();
            return deserializer.Deserialize<T?>(yaml) ?? new T();
        }
        catch (YamlException exception)
        {
            var reason = (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new InvalidDataException($"{name}:{exception.Start.Line}: {reason}.", exception);
        }
    }

    /// <summary>A day written yyyy-MM-dd; null where nothing stands there.</summary>
    /// <exception cref="InvalidDataException">It is written otherwise; the message names <paramref name="field"/>.</exception>
    public static DateOnly? Day(string? text, string field) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new InvalidDataException($"{field} is not a day such as 2027-01-31.");

    // The tree is built by recursion and aliases can multiply it, so both are refused before it is built.
    private static void RefuseDeepOrAliased(string yaml, string name)
    {
        var parser = new Parser(new StringReader(yaml));
        var depth = 0;
        while (parser.MoveNext())
        {
            var at = parser.Current!;
            depth += at.NestingIncrease;
            if (depth > MaxDepth || at is AnchorAlias)
                throw new InvalidDataException($"{name}:{at.Start.Line}: such a file has no aliases (*name) and is not nested more than {MaxDepth} deep.");
        }
    }
}
