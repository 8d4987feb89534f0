using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Reads the YAML of recipes and policies: one document of limited size and depth, without aliases.</summary>
internal static class StrictYaml
{
    private const int MaxSizeBytes = 1 << 20;
    private const int MaxDepth = 32;

    /// <summary>Reads a file's text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is: <c>recipe</c>.</param>
    /// <param name="remedy">What to do where it is missing.</param>
    /// <exception cref="RecipeException">It is missing or too large.</exception>
    public static string Read(string path, string what, string remedy)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new RecipeException(path, 0, $"there is no such {what}; {remedy}");
        if (file.Length > MaxSizeBytes)
            throw new RecipeException(path, 0, $"a {what} has at most {MaxSizeBytes} bytes, this file has {file.Length}");
        return File.ReadAllText(path);
    }

    /// <summary>The root of the text's document.</summary>
    /// <exception cref="RecipeException">It is not YAML, not one document, too deep, or has an alias; the message names the line.</exception>
    public static YamlNode Parse(string yaml, string path, string what)
    {
        try
        {
            RefuseDeepOrAliased(yaml, path, what);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new RecipeException(path, 0, $"a {what} is one YAML document, found {stream.Documents.Count}");
        }
        catch (YamlException e)
        {
            var reason = (e.InnerException ?? e).Message.ReplaceLineEndings(" ");
            throw new RecipeException(path, (int)e.Start.Line, $"not valid YAML: {reason}");
        }
        // The library's scanner stops so, without a place, at a word that goes on at the start of a line inside braces.
        catch (InvalidOperationException e)
        {
            throw new RecipeException(path, 0, $"not valid YAML: {e.Message.ReplaceLineEndings(" ")} Look for a value inside {{ }} or [ ] that goes on in the next line");
        }
    }

    // The tree is built by recursion and aliases can multiply it, so both are limited before it is built.
    private static void RefuseDeepOrAliased(string yaml, string path, string what)
    {
        var parser = new Parser(new StringReader(yaml));
        var depth = 0;
        while (parser.MoveNext())
        {
            var at = parser.Current!;
            depth += at.NestingIncrease;
            if (depth > MaxDepth)
                throw new RecipeException(path, (int)at.Start.Line, $"nested more than {MaxDepth} deep; a {what} never is");
            if (at is AnchorAlias)
                throw new RecipeException(path, (int)at.Start.Line, $"aliases (*name) are not used in {(what == "recipe" ? "recipes" : "policies")}; write the value out");
        }
    }
}
