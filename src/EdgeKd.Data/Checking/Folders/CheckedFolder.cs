using EdgeKd.Data.Folders;

namespace EdgeKd.Data.Checking;

/// <summary>The class folders and files of a folder of images; what stops the loader is a finding here.</summary>
/// <remarks>The layout is that of <see cref="ImageFolderSource"/>. Links are followed inside the folder only.</remarks>
internal sealed class CheckedFolder
{
    private static readonly string[] PartNames = ["train", "validation", "val", "test"];

    private readonly RealPaths _realPaths = new();
    private readonly List<CheckedClass> _classes = [];
    private readonly List<CheckedFile> _files = [];
    private readonly List<Finding> _findings = [];

    private CheckedFolder(string root) => Root = _realPaths.Of(root);

    public string Root { get; }

    /// <summary>The parts that are used, by the names of their folders; one with an empty name where there are none.</summary>
    public IReadOnlyList<string> Parts { get; private set; } = [""];

    /// <summary>The class folders, part by part, each sorted by code units.</summary>
    public IReadOnlyList<CheckedClass> Classes => _classes;

    /// <summary>The files in class folders, class by class, each sorted by code units.</summary>
    public IReadOnlyList<CheckedFile> Files => _files;

    /// <summary>What is wrong with the layout and its links.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Lists a folder.</summary>
    /// <exception cref="InvalidDataException">The folder does not exist.</exception>
    public static CheckedFolder Read(string path)
    {
        var folder = new CheckedFolder(ImageFolderSource.FindRoot(path));
        var entries = folder.Entries(folder.Root, "");
        if (entries.Any(IsPart)) folder.ReadParts(entries);
        else folder.ReadClasses(entries, "");
        return folder;
    }

    // A class may be called test; then it holds images and not folders.
    private static bool IsPart(FolderEntry entry) =>
        entry.IsFolder && PartNames.Contains(entry.Name) && (entry.Name == PartNames[0] || ImageFolderListing.SubfolderNames(entry.Path).Length > 0);

    private void ReadParts(List<FolderEntry> entries)
    {
        var names = entries.Where(entry => entry.IsFolder).Select(entry => entry.Name).ToArray();
        // Of two validation parts the loader takes this one.
        Parts = [.. PartNames.Where(name => names.Contains(name) && !(name == "val" && names.Contains("validation")))];
        foreach (var needed in new[] { "train", "test" }.Except(Parts))
            _findings.Add(FindingKinds.MissingPart.Of($"there is no folder {needed} beside {string.Join(" and ", Parts)}", needed));
        foreach (var (name, _, isFolder) in entries)
        {
            if (!isFolder) AddStray(name);
            else if (!Parts.Contains(name)) _findings.Add(FindingKinds.UnusedFolder.Of($"the parts are {string.Join(", ", Parts)}", name));
        }
        foreach (var part in Parts)
            ReadClasses(Entries(entries.Find(entry => entry.Name == part).Path, part), part);
    }

    private void ReadClasses(List<FolderEntry> entries, string part)
    {
        if (!entries.Any(entry => entry.IsFolder))
            _findings.Add(FindingKinds.NoClasses.Of("there is no folder in it", part.Length == 0 ? "." : part));
        foreach (var (name, path, isFolder) in entries)
        {
            if (!isFolder)
            {
                AddStray(Join(part, name));
                continue;
            }
            var @class = new CheckedClass(part, name);
            _classes.Add(@class);
            ReadFiles(path, @class);
        }
    }

    private void ReadFiles(string folder, CheckedClass @class)
    {
        foreach (var (name, path, isFolder) in Entries(folder, @class.Folder))
        {
            if (isFolder) _findings.Add(FindingKinds.NestedFolder.Of("only files directly in a class folder are read", Join(@class.Folder, name)));
            else _files.Add(new CheckedFile(@class, Join(@class.Folder, name), path));
        }
    }

    private void AddStray(string name)
    {
        if (ImageFolderListing.IsImage(name)) _findings.Add(FindingKinds.StrayImage.Of("it is in no class folder", name));
    }

    /// <summary>What is visible in a folder and can be reached, sorted; links that cannot be followed become findings.</summary>
    private List<FolderEntry> Entries(string folder, string name)
    {
        FileSystemInfo[] infos;
        try
        {
            infos = new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (UnauthorizedAccessException)
        {
            _findings.Add(FindingKinds.Unreadable.Of("the folder may not be read", name.Length == 0 ? "." : name));
            return [];
        }
        Array.Sort(infos, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        List<FolderEntry> entries = [];
        foreach (var info in infos.Where(info => !ImageFolderListing.IsHidden(info.Name)))
        {
            var isLink = info.Attributes.HasFlag(FileAttributes.ReparsePoint);
            if (!isLink) entries.Add(new FolderEntry(info.Name, info.FullName, info is DirectoryInfo));
            else if (Follow(info, Join(name, info.Name)) is { } target) entries.Add(new FolderEntry(info.Name, target, Directory.Exists(target)));
        }
        return entries;
    }

    private string? Follow(FileSystemInfo link, string name)
    {
        string target;
        try
        {
            target = _realPaths.Of(link.FullName);
        }
        catch (InvalidDataException)
        {
            return Add(FindingKinds.BrokenLink.Of("links lead in a circle", name));
        }
        if (!RealPaths.IsInside(target, Root)) return Add(FindingKinds.LinkOutside.Of($"it leads to {target}", name));
        return Path.Exists(target) ? target : Add(FindingKinds.BrokenLink.Of($"it leads to {Path.GetRelativePath(Root, target)}, which is not there", name));
    }

    private string? Add(Finding finding)
    {
        _findings.Add(finding);
        return null;
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private readonly record struct FolderEntry(string Name, string Path, bool IsFolder);
}
