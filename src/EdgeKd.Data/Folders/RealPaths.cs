using System.Collections.Concurrent;

namespace EdgeKd.Data.Folders;

/// <summary>Paths with every link on the way resolved, so that one file has one path. Safe for use by several threads at once.</summary>
internal sealed class RealPaths
{
    private const int MaxLinks = 40; // as Linux has it
    private readonly ConcurrentDictionary<string, string> _folders = [];

    /// <summary>The path of a file or folder without links; what does not exist is taken as it is written.</summary>
    /// <exception cref="InvalidDataException">Links lead in a circle.</exception>
    public string Of(string path) => Resolve(Path.GetFullPath(path), 0);

    /// <summary>Whether a path without links lies in a folder without links, or is it.</summary>
    public static bool IsInside(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private string Resolve(string path, int links)
    {
        if (links > MaxLinks) throw new InvalidDataException($"{path} is reached by more than {MaxLinks} links; they lead in a circle");
        path = Path.TrimEndingDirectorySeparator(path);
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        if (!_folders.TryGetValue(parent, out var folder)) _folders[parent] = folder = Resolve(parent, links);
        var here = new FileInfo(Path.Combine(folder, Path.GetFileName(path)));
        return here.LinkTarget is { } target ? Resolve(Path.GetFullPath(target, folder), links + 1) : here.FullName;
    }
}
