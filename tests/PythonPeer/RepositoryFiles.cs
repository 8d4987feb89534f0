namespace EdgeKd;

/// <summary>Files of the repository that a test is built from.</summary>
public static class RepositoryFiles
{
    /// <summary>The repository's own folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder.</summary>
    /// <param name="path">Its path in the repository, with slashes.</param>
    public static string PathOf(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EdgeKd.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} lies in no checkout of the repository.");
        return folder;
    }
}
