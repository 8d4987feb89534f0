using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EdgeKd.Pipeline.Schemas;

/// <summary>What the source says of a property: the XML documentation that the compiler writes beside each assembly.</summary>
internal static partial class DocumentationComments
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Files = new();

    /// <summary>The summary as one line of plain text, code in backticks.</summary>
    /// <exception cref="FileNotFoundException">The assembly's documentation is not beside it.</exception>
    /// <exception cref="InvalidOperationException">The property has no summary.</exception>
    public static string Summary(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        var member = $"P:{type.FullName!.Replace('+', '.')}.{property.Name}";
        return Files.GetOrAdd(type.Assembly, Read).TryGetValue(member, out var summary)
            ? summary
            : throw new InvalidOperationException($"{member} has no summary; add one, for it is what the schema says of the key.");
    }

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing, where the descriptions of the keys come from; build or unpack edgekd again");
        return XDocument.Load(path).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Spaces().Replace(Text(member.Element("summary")!), " ").Trim());
    }

    private static string Text(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{Key(see)}`",
        XElement other => Text(other),
        _ => "",
    }));

    // A key is named as it is written in the file.
    private static string Key(XElement see)
    {
        var name = (see.Attribute("cref") ?? see.Attribute("langword"))?.Value.Split('.')[^1] ?? "";
        return see.Attribute("cref")?.Value.StartsWith("P:", StringComparison.Ordinal) == true ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
