using EdgeKd.Data.Folders;

namespace EdgeKd.Data.Manifests;

/// <summary>Finds the files that a manifest names, below its roots. Safe for use by several threads at once.</summary>
internal sealed class ManifestFiles
{
    private readonly ManifestTable _table;
    private readonly RealPaths _realPaths = new();
    private readonly string[] _roots;

    /// <exception cref="InvalidDataException">A root does not exist.</exception>
    public ManifestFiles(ManifestTable table, DataOptions options)
    {
        _table = table;
        _roots = [.. RootsOf(options).Select(root => Directory.Exists(root) ? _realPaths.Of(root) : throw new InvalidDataException($"the root {root} does not exist; name folders in data.roots"))];
    }

    /// <summary>The folders below which the manifest's paths are sought, in that order.</summary>
    public static IEnumerable<string> RootsOf(DataOptions options) =>
        options.Roots.Count > 0 ? options.Roots.Select(root => Path.GetFullPath(root, Path.GetFullPath(options.BaseFolder ?? "."))) : [Path.GetDirectoryName(Path.GetFullPath(options.Path!))!];

    /// <summary>The file of an entry, without links: that of the first root that holds it.</summary>
    /// <exception cref="InvalidDataException">No root holds it, or it is a link that leads out of them.</exception>
    public string Of(int entry)
    {
        var path = _table.Paths.TextOf(entry);
        foreach (var root in _roots)
        {
            var file = _realPaths.Of(Path.Combine(root, path));
            if (!File.Exists(file)) continue;
            return Array.Exists(_roots, inside => RealPaths.IsInside(file, inside))
                ? file
                : throw Error($"'{path}' is a link that leads out of data.roots; copy the image, or name its folder there");
        }
        throw Error($"'{path}' is in none of data.roots ({string.Join(", ", _roots)}); correct the path, or remove the line");

        InvalidDataException Error(string problem) => ManifestTable.ErrorAt(_table.File, _table.Lines[entry], problem);
    }
}
