using System.Globalization;
using System.Text;
using EdgeKd.Pipeline.Recipes;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace EdgeKd.Pipeline.Planning;

/// <summary>A recipe's text with other values at some keys, and all else, comments too, as it was.</summary>
internal sealed class RecipeVariant
{
    // The keys whose values are paths that start at the recipe's folder.
    private static readonly string[] PathKeys = ["path", "checkpoint", "onnx", "policy", "trust", "slices", "ranges"];

    private readonly string _text;
    private readonly YamlMappingNode _root;
    private readonly List<(int From, int To, string Text)> _edits = [];

    /// <param name="text">The recipe, which has been read without an error.</param>
    /// <param name="path">Its file.</param>
    public RecipeVariant(string text, string path)
    {
        _text = text;
        _root = (YamlMappingNode)StrictYaml.Parse(text, path, "recipe");
    }

    /// <summary>Sets a key of a section; a section or key that is not there is added.</summary>
    public RecipeVariant Set(string section, string key, string value)
    {
        if (Child(_root, section) is not YamlMappingNode { Children.Count: > 0 } mapping)
        {
            _edits.Add((_text.Length, _text.Length, $"{(_text.EndsWith('\n') ? "" : "\n")}{section}: {{ {key}: {value} }}\n"));
            return this;
        }

        if (Child(mapping, key) is { } old)
        {
            _edits.Add(((int)old.Start.Index, (int)old.End.Index, value));
            return this;
        }

        // Before the first key, which has nothing but its own indentation before it.
        var first = mapping.Children[0].Key;
        var separator = mapping.Style == MappingStyle.Flow ? ", " : $"\n{new string(' ', (int)first.Start.Column - 1)}";
        _edits.Add(((int)first.Start.Index, (int)first.Start.Index, $"{key}: {value}{separator}"));
        return this;
    }

    /// <summary>Makes relative paths start at another folder.</summary>
    /// <param name="from">The recipe's folder.</param>
    /// <param name="to">The folder that the variant is written to.</param>
    public RecipeVariant Move(string from, string to)
    {
        foreach (var scalar in Paths(_root).Where(scalar => scalar.Value is { Length: > 0 } path && !Path.IsPathRooted(path)))
        {
            var moved = Path.GetRelativePath(to, Path.GetFullPath(Path.Combine(from, scalar.Value!))).Replace('\\', '/');
            _edits.Add(((int)scalar.Start.Index, (int)scalar.End.Index, $"'{moved.Replace("'", "''", StringComparison.Ordinal)}'"));
        }

        return this;
    }

    /// <summary>The text with everything set.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_text);
        foreach (var (from, to, value) in _edits.OrderByDescending(edit => edit.From))
            text.Remove(from, to - from).Insert(from, value);
        return text.ToString();
    }

    /// <summary>A number as YAML has it.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static YamlNode? Child(YamlMappingNode mapping, string key) =>
        mapping.Children.Where(child => child.Key is YamlScalarNode name && name.Value == key).Select(child => child.Value).FirstOrDefault();

    private static IEnumerable<YamlScalarNode> Paths(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.SelectMany(child =>
            child is { Key: YamlScalarNode { Value: { } key }, Value: YamlScalarNode value } && PathKeys.Contains(key) ? [value] : Paths(child.Value)),
        YamlSequenceNode sequence => sequence.Children.SelectMany(Paths),
        _ => [],
    };
}
