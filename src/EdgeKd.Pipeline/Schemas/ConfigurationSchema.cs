using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Schemas;

/// <summary>The JSON Schemas (draft 7) of the YAML files that people write, made from the records that the files are read into, so
/// that an editor completes and checks what the reader takes.</summary>
/// <remarks>
/// A file names its schema in line 1: <c># yaml-language-server: $schema=PATH</c>. Rules on more than one key, such as
/// <c>storedSize</c> not being below <c>imageSize</c>, are the reader's alone.
/// </remarks>
public static class ConfigurationSchema
{
    private static readonly IReadOnlyDictionary<string, (Type Type, string Title)> Kinds = new Dictionary<string, (Type, string)>
    {
        ["recipe"] = (typeof(Recipe), "EdgeKd recipe"),
        ["policy"] = (typeof(GatePolicy), "EdgeKd release policy"),
    };

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The kinds of files that have a schema: <c>recipe</c> and <c>policy</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Kinds.Keys];

    /// <summary>The usual name of a schema's file.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static string FileName(string name) => $"{name}.schema.json";

    /// <summary>The comment that a YAML file begins with.</summary>
    /// <param name="schemaPath">The schema's path from the YAML file's folder.</param>
    public static string FirstLine(string schemaPath) => $"# yaml-language-server: $schema={schemaPath.Replace('\\', '/')}";

    /// <summary>The schema as JSON, the same for the same program; ends with a line break.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such schema.</exception>
    /// <exception cref="FileNotFoundException">The program's XML documentation, where the descriptions come from, is not beside it.</exception>
    public static string Text(string name) => Kinds.TryGetValue(name, out var kind)
        ? RecordSchema.Of(kind.Type, kind.Title).ToJsonString(Json) + "\n"
        : throw new ArgumentException($"There is no schema '{name}'; known are {string.Join(", ", Names)}.", nameof(name));
}
