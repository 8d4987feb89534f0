using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Reads recipes from YAML files.</summary>
public static class RecipeFile
{
    private const int MaxSizeBytes = 1 << 20;
    private const int MaxDepth = 32;

    /// <summary>Reads and checks a recipe. Relative paths in it are made absolute from the recipe's folder.</summary>
    /// <param name="path">The recipe file.</param>
    /// <returns>The recipe with every default filled in.</returns>
    /// <exception cref="RecipeException">The file is missing, is not YAML, or has an unknown key, an ill-typed or forbidden
    /// value; the message names the line.</exception>
    public static Recipe Load(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new RecipeException(path, 0, "there is no such recipe; name one with --recipe");
        if (file.Length > MaxSizeBytes)
            throw new RecipeException(path, 0, $"a recipe has at most {MaxSizeBytes} bytes, this file has {file.Length}");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads and checks a recipe from its text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">Where it comes from: named in errors, and relative paths start at its folder.</param>
    /// <returns>The recipe with every default filled in.</returns>
    /// <exception cref="RecipeException">As <see cref="Load"/>.</exception>
    public static Recipe Parse(string yaml, string path)
    {
        try
        {
            RefuseDeepOrAliased(yaml, path);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count != 1)
                throw new RecipeException(path, 0, $"a recipe is one YAML document, found {stream.Documents.Count}");
            var binder = new RecipeBinder(path);
            var recipe = binder.BindRoot(stream.Documents[0].RootNode);
            return RecipeChecks.Check(recipe, binder, path);
        }
        catch (YamlException e)
        {
            var reason = (e.InnerException ?? e).Message.ReplaceLineEndings(" ");
            throw new RecipeException(path, (int)e.Start.Line, $"not valid YAML: {reason}");
        }
    }

    // The tree is built by recursion and aliases can multiply it, so both are limited before it is built.
    private static void RefuseDeepOrAliased(string yaml, string path)
    {
        var parser = new Parser(new StringReader(yaml));
        var depth = 0;
        while (parser.MoveNext())
        {
            var at = parser.Current!;
            depth += at.NestingIncrease;
            if (depth > MaxDepth)
                throw new RecipeException(path, (int)at.Start.Line, $"nested more than {MaxDepth} deep; a recipe never is");
            if (at is AnchorAlias)
                throw new RecipeException(path, (int)at.Start.Line, "aliases (*name) are not used in recipes; write the value out");
        }
    }
}
