namespace EdgeKd.Data.Manifests;

/// <summary>Finds the files that a manifest names, below its roots. Safe for use by several threads at once.</summary>
/// <param name="table">The manifest.</param>
/// <param name="options">Which roots.</param>
/// <exception cref="InvalidDataException">A root does not exist.</exception>
internal sealed class ManifestFiles(ManifestTable table, DataOptions options)
{
    private readonly RootFolders _roots = new(RootsOf(options));

    /// <summary>The folders below which the manifest's paths are sought, in that order.</summary>
    public static IEnumerable<string> RootsOf(DataOptions options) =>
        options.Roots.Count > 0 ? options.Roots.Select(root => Path.GetFullPath(root, Path.GetFullPath(options.BaseFolder ?? "."))) : [Path.GetDirectoryName(Path.GetFullPath(options.Path!))!];

    /// <summary>The file of an entry, without links: that of the first root that holds it.</summary>
    /// <exception cref="InvalidDataException">No root holds it, or it is a link that leads out of them.</exception>
    public string Of(int entry)
    {
        try
        {
            return _roots.Find(table.Paths.TextOf(entry));
        }
        catch (InvalidDataException e)
        {
            throw ManifestTable.ErrorAt(table.File, table.Lines[entry], e.Message);
        }
    }
}
