using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EdgeKd.Models;
using EdgeKd.Pipeline.Recipes;

namespace EdgeKd.Pipeline.Schemas;

/// <summary>Makes the schema of a record: System.Text.Json gives the structure, the record's initial values, attributes and
/// documentation the rest.</summary>
internal static class RecordSchema
{
    // As the recipe reader takes them: digits may be grouped by underscores, which is no number to YAML 1.2.
    private const string GroupedDigits = "^[0-9]{1,3}(_[0-9]{3})+$";
    private const double LeastGrouped = 10_000;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutComputed } },
    };

    /// <summary>The schema of <paramref name="type"/> and of every record in it, written out where it stands.</summary>
    public static JsonObject Of(Type type, string title)
    {
        var exported = (JsonObject)Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                if (node is JsonObject schema && schema["properties"] is JsonObject properties)
                    Complete(context.TypeInfo, schema, properties);
                return node;
            },
        });
        var root = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["title"] = title };
        foreach (var (keyword, value) in exported.ToArray())
        {
            exported.Remove(keyword);
            root[keyword] = value;
        }
        return root;
    }

    private static void LeaveOutComputed(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Set is null)
                type.Properties.RemoveAt(i);
        }
    }

    private static void Complete(JsonTypeInfo type, JsonObject schema, JsonObject properties)
    {
        var initial = type.Type.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(type.Type);
        var required = new JsonArray();
        foreach (var info in type.Properties.Where(info => properties.ContainsKey(info.Name)))
        {
            var property = (PropertyInfo)info.AttributeProvider!;
            var isNeeded = info.IsRequired || property.GetCustomAttribute<NeededAttribute>() is not null;
            if (isNeeded)
                required.Add((JsonNode)info.Name);
            var completed = Completed((JsonObject)properties[info.Name]!.DeepClone(), property);
            if (!isNeeded && initial is not null && property.GetValue(initial) is { } value && IsPlain(value))
                completed["default"] = JsonSerializer.SerializeToNode(value, Options);
            properties[info.Name] = completed;
        }
        // What an arm leaves out is as in the recipe's own section, which no schema knows.
        if (type.Type == typeof(CompareArm))
            RemoveDefaults(properties["distill"]!);
        if (required.Count > 0)
            schema["required"] = required;
        schema["additionalProperties"] = false;
    }

    private static JsonObject Completed(JsonObject schema, PropertyInfo property)
    {
        var isList = schema["items"] is not null;
        // Sections and lists are left out, not set to null.
        if (isList || schema["properties"] is not null)
            schema["type"] = isList ? "array" : "object";
        Limit(isList ? (JsonObject)schema["items"]! : schema, property, isList);
        if (schema["additionalProperties"] is JsonObject words)
            words["type"] = new JsonArray("string", "number", "boolean"); // as in lists of words
        if (property.GetCustomAttribute<OrOneWordAttribute>() is not null || property.GetCustomAttribute<OrFileAttribute>() is not null)
            schema = new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "string" }) };
        var described = new JsonObject { ["description"] = DocumentationComments.Summary(property) };
        foreach (var (keyword, value) in schema.ToArray())
        {
            schema.Remove(keyword);
            described[keyword] = value;
        }
        return described;
    }

    private static void Limit(JsonObject schema, PropertyInfo property, bool isItem)
    {
        var words = WordsOf(property);
        var isNullable = Allows(schema, "null");
        if (words is not null)
            schema["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word), .. isNullable ? [null] : Array.Empty<JsonNode?>()]);
        else if (isItem && Allows(schema, "string"))
            schema["type"] = new JsonArray("string", "number", "boolean"); // a class may be called 7, or true
        var range = RangeOf(property);
        if (range is var (least, greatest))
            (schema["minimum"], schema["maximum"]) = (least, greatest);
        var number = Allows(schema, "integer") ? "integer" : "number";
        if (!isItem && Allows(schema, number) && (range is null || range.Value.Greatest >= LeastGrouped))
        {
            schema["type"] = new JsonArray([number, "string", .. isNullable ? ["null"] : Array.Empty<JsonNode?>()]);
            schema["pattern"] = GroupedDigits;
        }
    }

    // Policies belong to EdgeKd.Release, which knows the base class library's attributes alone.
    private static IReadOnlyList<string>? WordsOf(PropertyInfo property) =>
        property.GetCustomAttribute<OneOfAttribute>() is { } oneOf ? oneOf.Words
        : property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed ? [.. allowed.Values.OfType<string>()]
        : property.GetCustomAttribute<NetworkNameAttribute>() is not null ? ModelZoo.Names
        : null;

    private static (double Least, double Greatest)? RangeOf(PropertyInfo property) =>
        property.GetCustomAttribute<InRangeAttribute>() is { } inRange ? (inRange.Least, inRange.Greatest)
        : property.GetCustomAttribute<RangeAttribute>() is { } range
            ? (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture))
        : null;

    private static bool Allows(JsonObject schema, string type) => schema["type"] switch
    {
        JsonArray types => types.Any(allowed => (string?)allowed == type),
        { } one => (string?)one == type,
        null => false,
    };

    private static bool IsPlain(object value) => value is string { Length: > 0 } or ValueType
        or IReadOnlyList<double> { Count: > 0 } or IReadOnlyList<string> { Count: > 0 };

    private static void RemoveDefaults(JsonNode schema)
    {
        if (schema is not JsonObject keywords)
            return;
        keywords.Remove("default");
        foreach (var child in (keywords["properties"] as JsonObject ?? []).Select(property => property.Value!))
            RemoveDefaults(child);
    }
}
