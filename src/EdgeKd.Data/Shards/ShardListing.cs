using EdgeKd.Data.Folders;

namespace EdgeKd.Data.Shards;

/// <summary>Which shards a data set has, and to which part each belongs.</summary>
/// <param name="Folder">Where they lie.</param>
/// <param name="ClassNames">The class names; null: they follow from the labels.</param>
/// <param name="Train">The shards of the training part, by name.</param>
/// <param name="Validation">Those of the validation part; empty: it is split from the training part.</param>
/// <param name="Test">Those of the test part; empty: it is split from the training part.</param>
internal sealed record ShardListing(
    string Folder, IReadOnlyList<string>? ClassNames, IReadOnlyList<string> Train, IReadOnlyList<string> Validation, IReadOnlyList<string> Test)
{
    /// <summary>The file that may name the classes, a line each.</summary>
    public const string ClassesFileName = "classes.txt";

    public IEnumerable<string> All => [.. Train, .. Validation, .. Test];

    /// <summary>Lists a folder of shards, the shards of an index, or those that a pattern such as <c>train-{000000..000012}.tar</c> names.</summary>
    /// <exception cref="InvalidDataException">There are none, or the index is damaged.</exception>
    public static ShardListing Read(string path)
    {
        if (Path.GetFileName(path) == ShardIndex.FileName) return Of(ShardIndex.Read(path), FolderOf(path));
        if (!Directory.Exists(path)) return OfNames(FolderOf(path), [.. BracePattern.Expand(Path.GetFileName(path))]);
        var index = Path.Combine(path, ShardIndex.FileName);
        if (File.Exists(index)) return Of(ShardIndex.Read(index), path);
        var names = Directory.GetFiles(path, "*.tar").Select(file => Path.GetFileName(file)).Where(name => !ImageFolderListing.IsHidden(name)).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names.Length > 0
            ? OfNames(path, names)
            : throw new InvalidDataException($"{path} holds no shards; give a folder of .tar files, or write some with edgekd data shard");
    }

    /// <summary>The folder in which a path's shards lie.</summary>
    public static string FolderOf(string path) => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;

    public static ShardListing Of(ShardIndex index, string folder) => new(
        folder, index.Classes, Names(index.Train), Names(index.Validation), Names(index.Test));

    private static string[] Names(IReadOnlyList<ShardFile> shards) => [.. shards.Select(shard => shard.Name)];

    /// <summary>Parts by the words train, val and test in the names; a name without one belongs to train.</summary>
    private static ShardListing OfNames(string folder, string[] names)
    {
        if (Array.Find(names, name => !File.Exists(Path.Combine(folder, name))) is { } missing)
            throw new InvalidDataException($"{Path.Combine(folder, missing)} does not exist; give a folder of .tar files, an {ShardIndex.FileName} or a pattern such as train-{{000000..000012}}.tar");
        var parts = names.ToLookup(PartOf);
        if (!parts["train"].Any()) throw new InvalidDataException($"{folder} holds no training shard: all names speak of val or test");
        var classes = Path.Combine(folder, ClassesFileName);
        return new ShardListing(folder, File.Exists(classes) ? ReadClasses(classes) : null, [.. parts["train"]], [.. parts["val"]], [.. parts["test"]]);
    }

    private static string PartOf(string name) =>
        name.Contains("train", StringComparison.OrdinalIgnoreCase) ? "train"
        : name.Contains("val", StringComparison.OrdinalIgnoreCase) ? "val"
        : name.Contains("test", StringComparison.OrdinalIgnoreCase) ? "test" : "train";

    private static string[] ReadClasses(string path)
    {
        if (new FileInfo(path).Length > SampleLabel.MaxSizeBytes) throw new InvalidDataException($"{path} is longer than {SampleLabel.MaxSizeBytes >> 20} MiB; it holds a class name a line");
        var names = File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        return names.Length > 1 && names.Distinct().Count() == names.Length
            ? names
            : throw new InvalidDataException($"{path} has to hold two or more different class names, one a line");
    }
}
