namespace EdgeKd.Pipeline.Recipes;

/// <summary>Reads recipes from YAML files.</summary>
public static class RecipeFile
{
    /// <summary>Reads and checks a recipe. Relative paths in it are made absolute from the recipe's folder.</summary>
    /// <param name="path">The recipe file.</param>
    /// <returns>The recipe with every default filled in.</returns>
    /// <exception cref="RecipeException">The file is missing, is not YAML, or has an unknown key, an ill-typed or forbidden
    /// value; the message names the line.</exception>
    public static Recipe Load(string path)
    {
        return Parse(StrictYaml.Read(path, "recipe", "name one with --recipe"), path);
    }

    /// <summary>Reads and checks a recipe from its text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">Where it comes from: named in errors, and relative paths start at its folder.</param>
    /// <returns>The recipe with every default filled in.</returns>
    /// <exception cref="RecipeException">As <see cref="Load"/>.</exception>
    public static Recipe Parse(string yaml, string path)
    {
        var root = StrictYaml.Parse(yaml, path, "recipe");
        var binder = new RecipeBinder(path);
        return RecipeChecks.Check(binder.BindRoot(root), binder, path);
    }
}
