using System.Collections.ObjectModel;

namespace EdgeKd.Data;

/// <summary>Which data set to prepare, and how. The recipe's <c>data</c> section.</summary>
public sealed record DataOptions
{
    /// <summary>The kind of source: <c>shapes</c>, <c>cifar10</c>, <c>cifar100</c>, <c>image-folder</c>, <c>manifest</c> or <c>shards</c>.</summary>
    public string Kind { get; init; } = "shapes";

    /// <summary>The folder, archive or manifest to read, or a pattern of shards; with <see cref="Url"/>, the file that is fetched where it does
    /// not exist. Not used by <c>shapes</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Where to fetch the archive when <see cref="Path"/> does not exist (<c>cifar10</c>, <c>cifar100</c>), or the index
    /// of the <c>shards</c>, which are fetched from beside it into the folder <see cref="Path"/>.</summary>
    public string? Url { get; init; }

    /// <summary>The SHA-256 that the fetched archive or index must have, 64 hexadecimal digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The folders below which the paths of a <c>manifest</c> lie, the first that holds a file being taken; relative ones start at
    /// <see cref="BaseFolder"/>. None: the manifest's own folder.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>What labels of a <c>manifest</c> become: the name of a class, or <see cref="Drop"/>; a label that is not there stays.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The classes of a <c>manifest</c> in the order of the logits; none: all that occur, sorted.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Whether the images of one group of a <c>manifest</c> stay in one part.</summary>
    public bool SplitsByGroup { get; init; }

    /// <summary>Height and width of the network's input in pixels; 0: the kind's own, 32.</summary>
    public int ImageSize { get; init; }

    /// <summary>Height and width in which images are kept, in pixels; more than <see cref="ImageSize"/> leaves room for crops; 0: <see cref="ImageSize"/>.</summary>
    public int StoredSize { get; init; }

    /// <summary>The filter that images are brought to <see cref="StoredSize"/> with.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>The part of each training class that becomes validation, unless the source brings its own validation images.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>The part of each class that becomes the test part where an <c>image-folder</c> has no train and test folders, a
    /// <c>manifest</c> names no parts, or <c>shards</c> have no test part.</summary>
    public double TestFraction { get; init; } = 0.2;

    /// <summary>The part of each class that keeps its labels, drawn from the training images once validation is split off; 1: all.
    /// A smaller part is contained in a larger one of the same seed.</summary>
    public double TrainFraction { get; init; } = 1;

    /// <summary>The ratio of the largest training class to the smallest that the training images are thinned out to, class by
    /// class from the first to the last (an exponential profile); 1: none are left out. Validation and test keep theirs.
    /// A larger ratio's images are contained in a smaller one's of the same seed.</summary>
    public double LongTail { get; init; } = 1;

    /// <summary>Images to distil on without their labels: folders, nested ones included, and the word <see cref="Rest"/> for the
    /// training images that <see cref="TrainFraction"/> leaves out. What is in train, validation or test is left out.</summary>
    public IReadOnlyList<string> Unlabelled { get; init; } = [];

    /// <summary>Where relative folders of <see cref="Unlabelled"/> are sought that the data's own folder does not hold; null:
    /// the working folder.</summary>
    public string? BaseFolder { get; init; }

    /// <summary>What to do with a damaged image: <c>error</c>, or <c>skip</c> to leave it out and list it in the summary.</summary>
    public string OnDamaged { get; init; } = "error";

    /// <summary>The seed of the splits, and of the images of <c>shapes</c>.</summary>
    public long Seed { get; init; }

    /// <summary>Training images to generate, validation included (<c>shapes</c>).</summary>
    public int TrainCount { get; init; } = 12000;

    /// <summary>Test images to generate (<c>shapes</c>).</summary>
    public int TestCount { get; init; } = 20000;

    /// <summary>How the training part is kept: <c>decoded</c>, or <c>encoded</c> as a list of where its pictures lie, so that disk
    /// and memory do not grow with its pixels; they are decoded in each epoch then.</summary>
    public string Keep { get; init; } = "decoded";

    /// <summary>Whether the training images are put into an order drawn from the seed, so that neighbours are of all classes, as
    /// shuffling by a buffer needs it. Shards keep the order that they are written in.</summary>
    public bool Mixed { get; init; }

    /// <summary>The most MiB of fetched shards that are kept, for <c>shards</c> with an address.</summary>
    public int ShardCacheMb { get; init; } = 4096;

    /// <summary>The largest <see cref="LongTail"/>.</summary>
    public const double LargestLongTail = 10_000;

    /// <summary>The kinds that <see cref="Kind"/> may name.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["shapes", "cifar10", "cifar100", "image-folder", "manifest", "shards"];

    /// <summary>The word of <see cref="Unlabelled"/> for the training images that <see cref="TrainFraction"/> leaves out.</summary>
    public const string Rest = "rest";

    /// <summary>The word of <see cref="Labels"/> for labels whose images are left out.</summary>
    public const string Drop = "drop";

    /// <summary>Whether each image is a file of its own, so that a <see cref="DataLock"/> can be taken.</summary>
    public bool HasImageFiles => Kind is "image-folder" or "manifest";

    /// <summary><see cref="ImageSize"/> with its default resolved, in pixels.</summary>
    public int ResolvedImageSize => ImageSize == 0 ? 32 : ImageSize;

    /// <summary><see cref="StoredSize"/> with its default resolved, in pixels.</summary>
    public int ResolvedStoredSize => StoredSize == 0 ? ResolvedImageSize : StoredSize;

    /// <summary>Throws when a value cannot be used.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what is allowed.</exception>
    public void Validate()
    {
        if (!Kinds.Contains(Kind))
            throw new ArgumentException($"data kind '{Kind}' is not known; use one of {string.Join(", ", Kinds)}");
        if (ImageSize is < 0 or > 4096)
            throw new ArgumentException($"data image size {ImageSize} has to be 1 to 4096 pixels (0: the kind's own)");
        if (StoredSize is < 0 or > 4096 || (StoredSize != 0 && StoredSize < ResolvedImageSize))
            throw new ArgumentException($"data stored size {StoredSize} has to be {ResolvedImageSize} (the image size) to 4096 pixels (0: the image size)");
        if (!(ValidationFraction > 0 && ValidationFraction < 1))
            throw new ArgumentException($"data validation fraction {ValidationFraction} has to lie between 0 and 1, such as 0.1");
        if (!(TestFraction > 0 && TestFraction < 1) || ValidationFraction + TestFraction >= 1)
            throw new ArgumentException($"data test fraction {TestFraction} has to lie between 0 and 1, such as 0.2, and leave something to train on");
        if (!(TrainFraction > 0 && TrainFraction <= 1))
            throw new ArgumentException($"data train fraction {TrainFraction} has to lie above 0 and at most at 1, such as 0.1");
        if (Kind != "manifest" && (Roots.Count > 0 || Labels.Count > 0 || Classes.Count > 0 || SplitsByGroup))
            throw new ArgumentException($"data roots, labels, classes and a split by group belong to kind manifest, not {Kind}; leave them out");
        if (Roots.Any(string.IsNullOrWhiteSpace) || Classes.Any(string.IsNullOrWhiteSpace) || Labels.Any(pair => string.IsNullOrWhiteSpace(pair.Key) || string.IsNullOrWhiteSpace(pair.Value)))
            throw new ArgumentException("data roots, labels or classes hold an empty name; remove it");
        if (Classes.CountBy(name => name).FirstOrDefault(count => count.Value > 1).Key is { } twice)
            throw new ArgumentException($"data classes name '{twice}' twice; remove one");
        if (!(LongTail >= 1 && LongTail <= LargestLongTail))
            throw new ArgumentException($"data long tail {LongTail} has to be 1 to {LargestLongTail}, such as 50");
        if (Unlabelled.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException($"data unlabelled names an empty folder; name folders, or {Rest}");
        if (Unlabelled.Contains(Rest) && TrainFraction == 1)
            throw new ArgumentException($"data unlabelled names {Rest}, but a train fraction of 1 leaves no training image out; make it smaller, or name a folder");
        if (OnDamaged is not ("error" or "skip"))
            throw new ArgumentException($"data on-damaged '{OnDamaged}' is not known; use error or skip");
        if (Sha256 is not null && (Sha256.Length != 64 || !Sha256.All(char.IsAsciiHexDigit)))
            throw new ArgumentException($"data SHA-256 '{Sha256}' has to be 64 hexadecimal digits");
        if (Url is not null && (Sha256 is null || !Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            throw new ArgumentException($"data address '{Url}' has to begin with http: or https: and needs the SHA-256 of the archive beside it");
        if (Keep is not ("decoded" or "encoded"))
            throw new ArgumentException($"data keep '{Keep}' is not known; use decoded or encoded");
        if (ShardCacheMb < 1)
            throw new ArgumentException($"data shard cache of {ShardCacheMb} MiB has to be 1 or more");
        if (TrainCount is < 1 or > 10_000_000 || TestCount is < 1 or > 10_000_000)
            throw new ArgumentException($"data counts (train {TrainCount}, test {TestCount}) have to be 1 to 10,000,000");
        if (Kind != "shapes" && string.IsNullOrWhiteSpace(Path))
            throw new ArgumentException($"data of kind {Kind} needs a path: the {(Kind == "manifest" ? ".csv or .jsonl file" : Kind is "image-folder" or "shards" ? "folder" : "folder or .tar.gz archive")} to read");
    }
}
