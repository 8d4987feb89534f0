using EdgeKd.Data.Encoded;
using EdgeKd.Data.Folders;
using EdgeKd.Data.Randomness;
using EdgeKd.Data.Sources;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Manifests;

/// <summary>The images that a manifest lists, class by class and each class sorted by path, whatever the order of its lines: as a folder
/// of the same images has them.</summary>
internal sealed class ManifestSource : IImageSource
{
    private readonly ManifestTable _table;
    private readonly DataOptions _options;
    private readonly int[] _entries;
    private readonly int[] _labels;
    private readonly List<string> _notes = [];

    /// <exception cref="InvalidDataException">The manifest cannot be used; the message names it, and the line where one is to blame.</exception>
    public ManifestSource(DataOptions options)
    {
        _options = options;
        _table = ManifestFile.Read(options.Path!);
        ValidationFraction = options.ValidationFraction;
        var classes = ManifestClasses.Of(_table, options);
        ClassNames = classes.Names;
        _entries = Sorted(classes);
        _labels = Array.ConvertAll(_entries, entry => classes.ClassOfLabel[_table.Labels[entry]]);
        var all = MakePart();
        if (_table.UnknownColumns.Count > 0) _notes.Add($"{_table.File}: ignored {string.Join(", ", _table.UnknownColumns)}; known are path, label, group and part");
        if (options.SplitsByGroup) GroupRules.Check(_table, _entries);
        else if (_table.GroupNames.Count > 0 && _table.Parts is null)
            _notes.Add($"{_table.File}: images of one group may stand in several parts; data.split: by group keeps groups whole");
        (Train, Validation, Test) = _table.Parts is not null ? Given(all, _table.Parts) : options.SplitsByGroup ? SplitByGroup(all) : SplitByImage(all);
    }

    public IReadOnlyList<string> ClassNames { get; }

    public SourcePart Train { get; }

    public SourcePart? Validation { get; }

    public SourcePart Test { get; }

    public double ValidationFraction { get; private set; }

    public int IgnoredFiles => 0;

    public IReadOnlyList<string> Notes => _notes;

    public IEncodedFiles Files => new RootFolders(ManifestFiles.RootsOf(_options));

    public void Dispose()
    {
    }

    private int[] Sorted(ManifestClasses classes)
    {
        var ofClass = new List<int>[classes.Names.Length];
        for (var k = 0; k < ofClass.Length; k++) ofClass[k] = [];
        for (var entry = 0; entry < _table.Count; entry++)
        {
            if (classes.ClassOfLabel[_table.Labels[entry]] is >= 0 and var k) ofClass[k].Add(entry);
        }
        // No two paths are the same, so the order does not hang on the threads.
        Parallel.ForEach(ofClass, entries => entries.Sort((a, b) => Utf8Order.Compare(_table.Paths[a], _table.Paths[b])));
        return [.. ofClass.SelectMany(entries => entries)];
    }

    private SourcePart MakePart()
    {
        var files = new ManifestFiles(_table, _options);
        string FileOf(int i) => files.Of(_entries[i]);
        return new SourcePart(_labels, i => _table.Paths.TextOf(_entries[i]),
            () => (i, destination) => ImageFileReader.Read(FileOf(i), _options.ResolvedStoredSize, _options.Interpolation, destination))
        {
            FileOf = FileOf,
            PlaceOf = i => EncodedPlace.Of(_table.Paths.TextOf(_entries[i])),
        };
    }

    private (SourcePart Train, SourcePart? Validation, SourcePart Test) Given(SourcePart all, ImagePart[] parts)
    {
        int[] Of(ImagePart part) => [.. Enumerable.Range(0, all.Count).Where(i => parts[_entries[i]] == part)];
        var (train, validation, test) = (Of(ImagePart.Train), Of(ImagePart.Validation), Of(ImagePart.Test));
        if (train.Length == 0 || test.Length == 0)
            throw new InvalidDataException($"{_table.File}: it names parts, but no image of part {(train.Length == 0 ? "train" : "test")}; add some, or leave the parts out to have the images split");
        if (validation.Length > 0) return (all.Select(train), all.Select(validation), all.Select(test));
        if (!_options.SplitsByGroup) return (all.Select(train), null, all.Select(test));
        var split = Split(train, [(ImagePart.Train, 1 - _options.ValidationFraction), (ImagePart.Validation, _options.ValidationFraction)]);
        return (all.Select(split[0]), all.Select(split[1]), all.Select(test));
    }

    private (SourcePart Train, SourcePart? Validation, SourcePart Test) SplitByGroup(SourcePart all)
    {
        var split = Split([.. Enumerable.Range(0, all.Count)],
        [
            (ImagePart.Train, 1 - _options.ValidationFraction - _options.TestFraction),
            (ImagePart.Validation, _options.ValidationFraction),
            (ImagePart.Test, _options.TestFraction),
        ]);
        return (all.Select(split[0]), all.Select(split[1]), all.Select(split[2]));
    }

    private int[][] Split(int[] images, IReadOnlyList<(ImagePart Part, double Share)> parts) => GroupSplit.Split(
        images, [.. images.Select(i => _labels[i])], [.. images.Select(i => _table.Groups[_entries[i]])], ClassNames, parts, _options.Seed);

    private (SourcePart Train, SourcePart? Validation, SourcePart Test) SplitByImage(SourcePart all)
    {
        var (rest, test) = StratifiedSplit.Split(all.Labels, ClassNames, _options.TestFraction, RandomStream.TestSplit, _options.Seed);
        // As for a folder without parts: the validation part is a fraction of all images, and Train now holds only the rest of them.
        ValidationFraction = _options.ValidationFraction / (1 - _options.TestFraction);
        return (all.Select(rest), null, all.Select(test));
    }
}
