using EdgeKd.Data.Encoded;
using EdgeKd.Data.Folders;
using Microsoft.Win32.SafeHandles;

namespace EdgeKd.Data.Manifests;

/// <summary>Folders in which files are sought, the first that holds one first. Safe for use by several threads at once.</summary>
internal sealed class RootFolders : IEncodedFiles
{
    private readonly RealPaths _realPaths = new();
    private readonly string[] _roots;

    /// <exception cref="InvalidDataException">A root does not exist.</exception>
    public RootFolders(IEnumerable<string> roots) =>
        _roots = [.. roots.Select(root => Directory.Exists(root) ? _realPaths.Of(root) : throw new InvalidDataException($"the root {root} does not exist; name folders in data.roots"))];

    /// <summary>The file of a path, without links: that of the first root that holds it.</summary>
    /// <exception cref="InvalidDataException">No root holds it, or it is a link that leads out of them; half a sentence.</exception>
    public string Find(string path)
    {
        foreach (var root in _roots)
        {
            var file = _realPaths.Of(Path.Combine(root, path));
            if (!File.Exists(file)) continue;
            return Array.Exists(_roots, inside => RealPaths.IsInside(file, inside))
                ? file
                : throw new InvalidDataException($"'{path}' is a link that leads out of data.roots; copy the image, or name its folder there");
        }
        throw new InvalidDataException($"'{path}' is in none of data.roots ({string.Join(", ", _roots)}); correct the path, or remove the line");
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">As for <see cref="Find"/>.</exception>
    public SafeFileHandle Open(string file) => File.OpenHandle(Find(file));

    public void Expect(IReadOnlyList<string> files, int atOnce)
    {
    }

    public void Dispose()
    {
    }
}
