using System.CommandLine;

namespace EdgeKd.Cli.Commands;

/// <summary>Where things lie when the command line does not say: in the repository around the working folder, or in the
/// working folder itself.</summary>
internal static class Places
{
    public static string Root { get; } = FindRoot(Environment.CurrentDirectory);

    public static string DefaultRecipe => Path.GetRelativePath(
        Environment.CurrentDirectory, Path.Combine(Root, "models", "mobilenetv2-shapes", "recipe.yaml"));

    public static Option<string> ArtifactsOption() => new("--artifacts")
    {
        Description = "Root of the artifact store.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine(Root, "artifacts"),
    };

    private static string FindRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EdgeKd.sln")))
                return folder.FullName;
        }
        return from;
    }
}
