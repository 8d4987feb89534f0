using System.Collections.ObjectModel;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>data</c>: where the images come from and how they are prepared.</summary>
public sealed record DataSection : RecipeSection
{
    /// <summary>The kind of data set: generated <c>shapes</c>, the binary files of <c>cifar10</c> or <c>cifar100</c>, an
    /// <c>image-folder</c> with a folder a class, a <c>manifest</c> that lists paths and labels, or <c>shards</c>, tar files in the form
    /// of WebDataset.</summary>
    [OneOf("shapes", "cifar10", "cifar100", "image-folder", "manifest", "shards")] public string Kind { get; init; } = "shapes";

    /// <summary>Folder of the images (.tar.gz for CIFAR, .csv or .jsonl for a manifest, or a pattern such as
    /// <c>train-{000000..000012}.tar</c> for shards), relative to the recipe file; <c>--data</c> overrides it.</summary>
    public string? Path { get; init; }

    /// <summary>Folders below which the paths of a manifest lie, relative to the recipe file; the first that holds a file is taken.
    /// Left out, the manifest's own folder.</summary>
    [OrOneWord] public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>What labels of a manifest become: a class, or <c>drop</c> to leave their images out; a label that is not named stays.
    /// A map, or a YAML file of one, relative to the recipe file.</summary>
    [OrFile] public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Classes of a manifest in the order of the logits; left out, all that occur, sorted.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What is split where the images name no parts: <c>by image</c>, or <c>by group</c>, so that the images of one group of a
    /// manifest (a camera, a person) never stand in two parts.</summary>
    [OneOf("by image", "by group")] public string Split { get; init; } = "by image";

    /// <summary>File with path, size, SHA-256, class and part of every image, relative to the recipe file: written where it does not exist,
    /// else required of the images. It goes into the release. For <c>image-folder</c> and <c>manifest</c>.</summary>
    public string? Lock { get; init; }

    /// <summary>Address that the archive is fetched from when <c>path</c> does not hold it; for shards that of their
    /// <c>index.json</c>, beside which they lie and from where they are fetched into <c>path</c>.</summary>
    public string? Url { get; init; }

    /// <summary>SHA-256 (64 hex digits) that the fetched archive, or index of shards, must have.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Licence of the images, for the release's bill of materials: an SPDX expression (<c>CC-BY-4.0</c>) or a name; left out,
    /// it is said to be unknown.</summary>
    public string? License { get; init; }

    /// <summary>Side, in pixels, of the square images that the networks see; 0 means the data set's own size.</summary>
    [InRange(0, 1024)] public int ImageSize { get; init; }

    /// <summary>Side, in pixels, of the images kept after preparation (room for crops); 0 means <c>imageSize</c>.</summary>
    [InRange(0, 2048)] public int StoredSize { get; init; }

    /// <summary>How images are resized, to <c>storedSize</c> and in random crops: <c>bilinear</c> or <c>bicubic</c>, antialiased, as
    /// Pillow does it. The model's metadata carries it, so that a device does the same.</summary>
    [OneOf("bilinear", "bicubic")] public string Interpolation { get; init; } = "bilinear";

    /// <summary>Share of each class of the training images that is held out to choose by, when the data set has no
    /// validation part of its own.</summary>
    [InRange(0.01, 0.5)] public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Share of each class that becomes the test part, where a folder has no train and test folders or a manifest names no
    /// parts.</summary>
    [InRange(0.01, 0.5)] public double TestFraction { get; init; } = 0.2;

    /// <summary>Share of each class of the training images (validation is split off first) that keeps its labels; 1 keeps all.
    /// To learn what few labels give: the others are left out, or named as <c>unlabelled</c>.</summary>
    [InRange(0.0001, 1)] public double TrainFraction { get; init; } = 1;

    /// <summary>Ratio of the largest to the smallest training class, to which the classes are thinned out exponentially, the first keeping
    /// most; 1 leaves them as they are. Validation and test keep theirs. To learn what few images of some classes give.</summary>
    [InRange(1, 10_000)] public double LongTail { get; init; } = 1;

    /// <summary>Images without labels, which every distilling method learns from beside the labelled ones: folders of images,
    /// nested ones included, relative to the data's folder or else to the recipe file, and the word <c>rest</c> for the training
    /// images that <c>trainFraction</c> leaves out. What is in train, validation or test is never taken.</summary>
    public IReadOnlyList<string> Unlabelled { get; init; } = [];

    /// <summary>What a damaged image means: <c>error</c> stops, <c>skip</c> counts it and goes on.</summary>
    [OneOf("error", "skip")] public string OnDamaged { get; init; } = "error";

    /// <summary>Training images (validation included) to generate; <c>shapes</c> only.</summary>
    [InRange(24, 10_000_000)] public int TrainCount { get; init; } = 12_000;

    /// <summary>Test images to generate; <c>shapes</c> only.</summary>
    [InRange(12, 10_000_000)] public int TestCount { get; init; } = 20_000;

    /// <summary>How the labelled training images are kept: <c>decoded</c>, which is fastest where they fit on disk, or <c>encoded</c>,
    /// a list of where they lie in files or shards, decoded in each epoch; disk and memory do not grow with the pixels then.</summary>
    [OneOf("decoded", "encoded")] public string Keep { get; init; } = "decoded";

    /// <summary>Images in the buffer that each epoch's order is drawn through, shard by shard, so that images which lie together are
    /// read together; 0 permutes all. With it, training images that do not come from shards are mixed once beforehand.</summary>
    [InRange(0, 10_000_000)] public int ShuffleBuffer { get; init; }

    /// <summary>Images that <c>shuffleBuffer</c> reads together, as many as a shard has; it holds wherever the images come from, so
    /// that each source gives the same batches.</summary>
    [InRange(1, 1_000_000)] public int ShardSamples { get; init; } = 1000;

    /// <summary>Most MiB of fetched shards that are kept in <c>path</c>; those read longest ago make room.</summary>
    [InRange(1, 100_000_000)] public int ShardCacheMb { get; init; } = 4096;

    /// <summary>What is subtracted from and divided out of each pixel.</summary>
    public NormalizeSection Normalize { get; init; } = new();

    /// <summary>How training images are varied.</summary>
    public AugmentSection Augment { get; init; } = new();
}
