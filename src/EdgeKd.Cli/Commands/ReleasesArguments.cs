using System.CommandLine;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary>The options of every command about the releases of a model.</summary>
internal sealed class ReleasesArguments
{
    private readonly Option<string> _recipe = new("--recipe")
    {
        Description = "The model's recipe file; its releases lie in the folder releases beside it.",
        HelpName = "FILE",
        DefaultValueFactory = _ => Places.DefaultRecipe,
    };

    private readonly Option<string?> _folder = new("--folder") { Description = "Folder of the releases, instead of that beside the recipe.", HelpName = "DIR" };

    public ReleasesArguments(Command command)
    {
        command.Options.Add(_recipe);
        command.Options.Add(_folder);
    }

    /// <summary>The releases.</summary>
    /// <exception cref="FileNotFoundException">There is no such recipe.</exception>
    public ReleaseRegistry Registry(ParseResult parsed)
    {
        if (parsed.GetValue(_folder) is { } folder)
            return ReleaseRegistry.Open(folder);
        var recipe = parsed.GetRequiredValue(_recipe);
        return File.Exists(recipe)
            ? ReleaseRegistry.Open(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(recipe))!, ReleaseRegistry.FolderName))
            : throw new FileNotFoundException($"{recipe}: there is no such recipe; name it with --recipe, or the releases with --folder");
    }
}
