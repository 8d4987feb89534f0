using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using EdgeKd.Models;
using EdgeKd.Release;
using YamlDotNet.RepresentationModel;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Fills the records of recipes and policies from YAML by their properties, and remembers the line that each key stands on.</summary>
/// <param name="file">The file, as errors name it.</param>
/// <param name="whole">What the file is, as errors call it: <c>recipe</c>.</param>
internal sealed class RecipeBinder(string file, string whole = "recipe")
{
    private readonly Dictionary<string, int> _lines = [];
    private Recipe? _root;

    /// <summary>The line of a key (<c>distill.train.epochs</c>), of the nearest section above it, or 1.</summary>
    public int LineOf(string path)
    {
        for (var at = path; at.Length > 0; at = at.Contains('.') ? at[..at.LastIndexOf('.')] : "")
        {
            if (_lines.TryGetValue(at, out var line))
                return line;
        }
        return 1;
    }

    /// <summary>Whether the recipe itself names the key.</summary>
    public bool Names(string path) => _lines.ContainsKey(path);

    public Recipe BindRoot(YamlNode node)
    {
        _root = new Recipe();
        return (Recipe)Fill(_root, node, "");
    }

    public GatePolicy BindPolicy(YamlNode node) => (GatePolicy)Fill(Activator.CreateInstance<GatePolicy>(), node, "");

    /// <summary>The error of a key, with its line.</summary>
    public RecipeException Error(string key, string problem) => new(file, LineOf(key), problem);

    private object Fill(object start, YamlNode node, string path)
    {
        var here = path.Length == 0 ? $"the {whole}" : path;
        if (node is not YamlMappingNode mapping)
            throw Error(node, $"{here} wants keys below it (key: value), found {Describe(node)}");

        // Arms change a copy of the recipe's own distill section, so the root itself is filled in place.
        var section = start is RecipeSection shared && !ReferenceEquals(start, _root) ? shared.Copy() : start;
        var properties = section.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .OrderBy(property => property.MetadataToken)
            .ToDictionary(property => KeyOf(property));
        var given = new Dictionary<string, YamlNode>();
        foreach (var (keyNode, value) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? throw Error(keyNode, $"a key in {here} must be a word");
            if (properties.FirstOrDefault(property => property.Value.GetCustomAttribute<FormerlyAttribute>()?.Name == key).Key is { } now)
                throw Error(keyNode, $"{Join(path, key)} is called {Join(path, now)} by now; rename it");
            if (!properties.ContainsKey(key))
                throw Error(keyNode, $"unknown key '{Shorten(key)}' in {here}; {Suggest(key, properties.Keys)}");
            given.Add(key, value);
            _lines[Join(path, key)] = (int)keyNode.Start.Line;
        }
        foreach (var (key, property) in properties)
        {
            var at = Join(path, key);
            if (given.TryGetValue(key, out var value))
                property.SetValue(section, Read(property, property.PropertyType, property.GetValue(section), value, at));
            else if (property.GetCustomAttribute<NeededAttribute>() is not null || property.GetCustomAttribute<RequiredMemberAttribute>() is not null)
                throw Error(node, $"{at} is missing; add it (see its meaning in the {(whole == "recipe" ? "recipes" : "policies")} under models/)");
        }
        return section;
    }

    private object? Read(PropertyInfo property, Type type, object? current, YamlNode node, string path)
    {
        if (IsSection(type))
            return Fill(current ?? Start(type), node, path);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return ReadList(property, type.GetGenericArguments()[0], node, path);
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return ReadWords(property, node, path);
        if (node is not YamlScalarNode scalar)
            throw Error(node, $"{path} wants {Wanted(type)}, found {Describe(node)}");
        var nullable = Nullable.GetUnderlyingType(type);
        if (IsNull(scalar))
        {
            var mayBeNull = nullable is not null
                || (type == typeof(string) && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable);
            return mayBeNull ? null : throw Error(node, $"{path} is empty; give it {Wanted(type)} or remove the key");
        }
        var value = Parse(nullable ?? type, scalar, path);
        Check(property, value, node, path);
        return value;
    }

    private IList ReadList(PropertyInfo property, Type item, YamlNode node, string path)
    {
        if (node is YamlScalarNode && property.GetCustomAttribute<OrOneWordAttribute>() is not null)
            node = new YamlSequenceNode(node);
        if (node is not YamlSequenceNode sequence)
            throw Error(node, $"{path} wants a list, found {Describe(node)}");
        var list = Array.CreateInstance(item, sequence.Children.Count);
        for (var i = 0; i < list.Length; i++)
        {
            var at = $"{path}[{i}]";
            _lines[at] = (int)sequence.Children[i].Start.Line;
            list.SetValue(Read(property, item, null, sequence.Children[i], at), i);
        }
        return list;
    }

    private Dictionary<string, string> ReadWords(PropertyInfo property, YamlNode node, string path)
    {
        if (node is YamlScalarNode { Value.Length: > 0 } name && !IsNull(name) && property.GetCustomAttribute<OrFileAttribute>() is not null)
        {
            var words = Path.GetFullPath(name.Value, Path.GetDirectoryName(Path.GetFullPath(file))!);
            return new RecipeBinder(words, "map").ReadWords(property, StrictYaml.Parse(StrictYaml.Read(words, "map", $"correct {path} in {file}"), words, "map"), path);
        }
        if (node is not YamlMappingNode mapping)
            throw Error(node, $"{path} wants words below it (from: to), found {Describe(node)}");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value.Length: > 0 } from || value is not YamlScalarNode { Value.Length: > 0 } to || IsNull(to))
                throw Error(key, $"{path} wants a word on each side, such as kitten: cat");
            map.Add(from.Value, to.Value);
        }
        return map;
    }

    /// <summary>Whether a value is keys of its own. The records of policies know nothing of recipes.</summary>
    private static bool IsSection(Type type) =>
        typeof(RecipeSection).IsAssignableFrom(type) || type == typeof(GatePolicy) || type == typeof(PolicyRule) || type == typeof(ClassCost);

    private object Start(Type type) =>
        type == typeof(CompareArm)
            ? new CompareArm { Distill = _root!.Distill }
            : Activator.CreateInstance(type)!;

    private object Parse(Type type, YamlScalarNode scalar, string path)
    {
        var text = scalar.Value ?? "";
        var plain = scalar.Style == YamlDotNet.Core.ScalarStyle.Plain;
        var culture = CultureInfo.InvariantCulture;
        // Underscores may group digits (12_000), as YAML 1.1 had it.
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (type == typeof(string))
            return text;
        if (type == typeof(bool) && plain && text is "true" or "false")
            return text == "true";
        if (type == typeof(int) && plain && int.TryParse(digits, NumberStyles.AllowLeadingSign, culture, out var small))
            return small;
        if (type == typeof(long) && plain && long.TryParse(digits, NumberStyles.AllowLeadingSign, culture, out var large))
            return large;
        if (type == typeof(double) && plain && double.TryParse(digits, NumberStyles.Float, culture, out var real) && double.IsFinite(real))
            return real;
        throw Error(scalar, $"{path} wants {Wanted(type)}, found {Describe(scalar)}");
    }

    private void Check(PropertyInfo property, object value, YamlNode node, string path)
    {
        string[]? words = property.GetCustomAttribute<OneOfAttribute>() is { } oneOf ? [.. oneOf.Words]
            : property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed ? [.. allowed.Values.OfType<string>()]
            : null;
        if (words is not null && !words.Contains((string)value))
        {
            throw Error(node, $"{path} is '{Shorten((string)value)}' but must be one of {string.Join(", ", words)}; "
                + Suggest((string)value, words));
        }
        var range = property.GetCustomAttribute<InRangeAttribute>() ?? (property.GetCustomAttribute<RangeAttribute>() is { } limits
            ? new InRangeAttribute(Convert.ToDouble(limits.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(limits.Maximum, CultureInfo.InvariantCulture))
            : null);
        if (range is not null)
        {
            var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
            if (number < range.Least || number > range.Greatest)
                throw Error(node, string.Create(CultureInfo.InvariantCulture, $"{path} is {value} but must be {Limits(range)}"));
        }
    }

    private static string Limits(InRangeAttribute range) => range.Least == range.Greatest
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Least}")
        : string.Create(CultureInfo.InvariantCulture, $"from {range.Least} to {range.Greatest}");

    private static string Suggest(string typed, IEnumerable<string> names)
    {
        var known = names.Order(StringComparer.Ordinal).ToArray();
        return NearestNames.Meant(typed, known) is { } near ? $"did you mean '{near}'?" : $"known are {string.Join(", ", known)}";
    }

    private RecipeException Error(YamlNode node, string problem) => new(file, (int)node.Start.Line, problem);

    private static string KeyOf(PropertyInfo property) => char.ToLowerInvariant(property.Name[0]) + property.Name[1..];

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";

    private static string Describe(YamlNode node) => node switch
    {
        YamlMappingNode => "keys below it",
        YamlSequenceNode => "a list",
        YamlScalarNode scalar when IsNull(scalar) => "nothing",
        YamlScalarNode scalar => $"'{Shorten(scalar.Value ?? "")}'",
        _ => "something else",
    };

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : line[..57] + "...";
    }

    private static string Wanted(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(double) => "a number",
        var t when t == typeof(bool) => "true or false",
        _ => "a word",
    };
}
