using EdgeKd.Data.Encoded;
using EdgeKd.Data.Randomness;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Folders;

/// <summary>Image files, a folder a class: below <c>train</c>, <c>test</c> and perhaps <c>val</c> or <c>validation</c>, or without parts.</summary>
internal sealed class ImageFolderSource : IImageSource
{
    private readonly DataOptions _options;
    private readonly string _root;

    public ImageFolderSource(DataOptions options)
    {
        _options = options;
        _root = FindRoot(options.Path!);
        ValidationFraction = options.ValidationFraction;
        var hasParts = Directory.Exists(Path.Combine(_root, "train"));
        var listing = ImageFolderListing.Read(hasParts ? Path.Combine(_root, "train") : _root);
        ClassNames = listing.ClassNames;
        IgnoredFiles = listing.IgnoredFiles;
        Train = MakePart(listing);
        if (hasParts)
        {
            Test = ReadPart("test") ?? throw new InvalidDataException($"{_root} has a folder train and no folder test; add one, or put the class folders side by side to have them split");
            Validation = ReadPart("validation") ?? ReadPart("val");
            return;
        }
        var (rest, test) = StratifiedSplit.Split(listing.Labels, ClassNames, options.TestFraction, RandomStream.TestSplit, options.Seed);
        (Test, Train) = (Train.Select(test), Train.Select(rest));
        // The validation part is a fraction of all images, and Train now holds only the rest of them.
        ValidationFraction = options.ValidationFraction / (1 - options.TestFraction);
    }

    public IReadOnlyList<string> ClassNames { get; }

    public SourcePart Train { get; }

    public SourcePart? Validation { get; }

    public SourcePart Test { get; }

    public int IgnoredFiles { get; private set; }

    public double ValidationFraction { get; }

    public IEncodedFiles Files => new FolderFiles(_root);

    public void Dispose()
    {
    }

    /// <summary>The folder itself, or the one folder in it where an archive was unpacked.</summary>
    public static string FindRoot(string path)
    {
        if (!Directory.Exists(path)) throw new InvalidDataException($"the image folder {path} does not exist");
        if (Directory.Exists(Path.Combine(path, "train"))) return path;
        var inside = ImageFolderListing.SubfolderNames(path);
        return inside.Length == 1 && Directory.Exists(Path.Combine(path, inside[0], "train")) ? Path.Combine(path, inside[0]) : path;
    }

    private SourcePart? ReadPart(string name)
    {
        var folder = Path.Combine(_root, name);
        if (!Directory.Exists(folder)) return null;
        var listing = ImageFolderListing.Read(folder, ClassNames);
        IgnoredFiles += listing.IgnoredFiles;
        return MakePart(listing);
    }

    private SourcePart MakePart(ImageFolderListing listing)
    {
        string NameOf(int i) => Path.GetRelativePath(_root, listing.Files[i]).Replace('\\', '/');
        return new SourcePart(listing.Labels, NameOf, () => (i, destination) => ImageFileReader.Read(listing.Files[i], _options.ResolvedStoredSize, _options.Interpolation, destination))
        {
            FileOf = i => listing.Files[i],
            PlaceOf = i => EncodedPlace.Of(NameOf(i)),
        };
    }
}
