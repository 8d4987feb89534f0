using EdgeKd.Data.Manifests;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Folders;

/// <summary>The image files of the folders that a recipe names as unlabelled, nested folders included.</summary>
internal static class UnlabelledFolders
{
    /// <summary>One image file.</summary>
    /// <param name="Path">Its path, without links.</param>
    /// <param name="Name">The folder's own name and the path inside, with slashes.</param>
    public sealed record ImageFile(string Path, string Name);

    /// <summary>Lists the folders in the order of the recipe, the files of each sorted by their code units; no file twice.</summary>
    /// <exception cref="InvalidDataException">A folder does not exist or holds no image.</exception>
    public static IReadOnlyList<ImageFile> List(DataOptions options, RealPaths realPaths)
    {
        List<ImageFile> all = [];
        HashSet<string> seen = [];
        foreach (var folder in options.Unlabelled.Where(name => name != DataOptions.Rest))
        {
            var path = realPaths.Of(Locate(options, folder));
            List<ImageFile> files = [];
            Walk(path, Path.GetFileName(path), realPaths, [], files);
            if (files.Count == 0)
                throw new InvalidDataException($"the unlabelled folder {path} holds no JPEG, PNG, BMP or WebP image, in nested folders neither; add some or do not name it");
            files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            all.AddRange(files.Where(file => seen.Add(file.Path)));
        }
        return all;
    }

    /// <summary>The files as a part.</summary>
    public static SourcePart ToPart(IReadOnlyList<ImageFile> files, int size, Interpolation interpolation) => new(
        Enumerable.Repeat(-1, files.Count).ToArray(), i => files[i].Name,
        () => (i, destination) => ImageFileReader.Read(files[i].Path, size, interpolation, destination));

    /// <summary>The folders that hold the labelled images themselves.</summary>
    public static IEnumerable<string> OwnFolders(DataOptions options) => options.Kind switch
    {
        "image-folder" => [ImageFolderSource.FindRoot(options.Path!)],
        "manifest" => ManifestFiles.RootsOf(options),
        _ => Directory.Exists(options.Path) ? [options.Path] : [],
    };

    private static string Locate(DataOptions options, string folder)
    {
        var paths = OwnFolders(options).Append(options.BaseFolder ?? ".").Select(start => Path.GetFullPath(folder, Path.GetFullPath(start))).Distinct().ToArray();
        return Array.Find(paths, Directory.Exists)
            ?? throw new InvalidDataException($"the unlabelled folder {string.Join(" (or ", paths)}{(paths.Length > 1 ? ")" : "")} {(paths.Any(File.Exists) ? "is a file" : "does not exist")}; name a folder of images");
    }

    private static void Walk(string folder, string name, RealPaths realPaths, HashSet<string> visited, List<ImageFile> files)
    {
        if (!visited.Add(folder)) return; // a link has led back
        var entries = new DirectoryInfo(folder).GetFileSystemInfos();
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var entry in entries.Where(entry => !ImageFolderListing.IsHidden(entry.Name)))
        {
            var path = entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? realPaths.Of(entry.FullName) : entry.FullName;
            if (entry.Attributes.HasFlag(FileAttributes.Directory)) Walk(path, $"{name}/{entry.Name}", realPaths, visited, files);
            else if (ImageFolderListing.IsImage(entry.Name)) files.Add(new ImageFile(path, $"{name}/{entry.Name}"));
        }
    }
}
