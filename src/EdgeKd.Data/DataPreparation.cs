using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeKd.Data.Packing;
using EdgeKd.Data.Randomness;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data;

/// <summary>Turns a source of images into the packed parts that everything else reads.</summary>
public static class DataPreparation
{
    /// <summary>The file of the training part.</summary>
    public const string TrainFile = "train.images";

    /// <summary>The file of a training part that is kept encoded: a list of where its pictures lie.</summary>
    public const string TrainListFile = "train.list";

    /// <summary>The file of the validation part.</summary>
    public const string ValidationFile = "validation.images";

    /// <summary>The file of the test part.</summary>
    public const string TestFile = "test.images";

    /// <summary>The file of the unlabelled part, for recipes that have one.</summary>
    public const string UnlabelledFile = "unlabelled.images";

    /// <summary>The file of the summary.</summary>
    public const string SummaryFile = "data.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads the source (fetching it first where an address is given) and writes the parts and their summary.</summary>
    /// <param name="o">Which data set, and how.</param>
    /// <param name="outputFolder">Where the files go; made when missing.</param>
    /// <param name="threads">Threads that read and decode; any number gives the same bytes.</param>
    /// <param name="progress">Told about every hundredth of the images, perhaps from other threads; null: nobody.</param>
    /// <param name="ct">Stops the work; no unfinished file stays.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="InvalidDataException">The source is damaged or not laid out as its kind asks; the message names the file.</exception>
    /// <exception cref="IOException">A file cannot be read, fetched or written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static DataSummary Prepare(DataOptions o, string outputFolder, int threads, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(o);
        ArgumentNullException.ThrowIfNull(outputFolder);
        o.Validate();
        using var source = SourceFactory.Open(o, progress, ct);
        var parts = LabelledParts.Of(source, o);
        var (labelled, rest) = SplitLabelled(parts.Train, source.ClassNames, o);
        var train = o.LongTail == 1 ? labelled : labelled.Select(LongTail.Thin(labelled.Labels, source.ClassNames.Count, o.LongTail, o.Seed));
        var unlabelled = UnlabelledPart.Compose(o, rest, train, parts.Validation, parts.Test);
        var reporter = new ProgressReporter(progress, train.Count + parts.Validation.Count + parts.Test.Count + (unlabelled?.Count ?? 0));
        List<SkippedFile> skipped = [];
        var packer = new PartPacker(source.ClassNames, o.ResolvedStoredSize, o.OnDamaged == "skip", threads, skipped);

        Directory.CreateDirectory(outputFolder);
        var summary = new DataSummary
        {
            Kind = o.Kind,
            ImageSize = o.ResolvedImageSize,
            StoredSize = o.ResolvedStoredSize,
            ClassNames = source.ClassNames,
            Train = o.Keep == "encoded" ? List() : Pack(train, "train", TrainFile),
            Validation = Pack(parts.Validation, "validation", ValidationFile),
            Test = Pack(parts.Test, "test", TestFile),
            Unlabelled = unlabelled is null ? null : Pack(unlabelled, "unlabelled", UnlabelledFile),
            Skipped = skipped,
            IgnoredFiles = source.IgnoredFiles,
            Notes = source.Notes.Count > 0 ? source.Notes : null,
        };
        TemporaryFile.WriteAllBytes(Path.Combine(outputFolder, SummaryFile), JsonSerializer.SerializeToUtf8Bytes(summary, Json));
        return summary;

        PartSummary List() => new PartLister(source.ClassNames, source.Files, o, threads, skipped)
            .List(train, "train", Path.Combine(outputFolder, TrainListFile), n => reporter.Add(n, "train"), ct);

        PartSummary Pack(SourcePart part, string name, string file) =>
            packer.Pack(part, name, Path.Combine(outputFolder, file), n => reporter.Add(n, name), ct);
    }

    /// <summary>Reads the summary of a prepared folder.</summary>
    /// <param name="folder">The folder that <see cref="Prepare"/> wrote.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no summary.</exception>
    public static DataSummary ReadSummary(string folder)
    {
        var path = Path.Combine(folder, SummaryFile);
        try
        {
            return JsonSerializer.Deserialize<DataSummary>(File.ReadAllBytes(path), Json)
                ?? throw new InvalidDataException($"{path} is empty; prepare the data again");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged ({e.Message}); prepare the data again", e);
        }
    }

    /// <summary>A digest of what the source is now: the kind, the options and, for files, each name, size and time of change.</summary>
    /// <param name="o">Which data set, and how.</param>
    /// <returns>64 hexadecimal digits; the same as long as <see cref="Prepare"/> would give the same bytes.</returns>
    /// <remarks>An archive with a given SHA-256 counts by it, so that fetching it changes nothing. Contents of image files are not read.</remarks>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="InvalidDataException">The source does not exist.</exception>
    public static string Fingerprint(DataOptions o) => Fingerprint(o, null);

    /// <summary>As <see cref="Fingerprint(DataOptions)"/>, but for locked files, whose digest counts instead of names, sizes and times.</summary>
    /// <param name="o">Which data set, and how.</param>
    /// <param name="locked">What its files are locked to; null: nothing.</param>
    /// <returns>As <see cref="Fingerprint(DataOptions)"/>.</returns>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="InvalidDataException">The source does not exist.</exception>
    public static string Fingerprint(DataOptions o, DataLock? locked)
    {
        ArgumentNullException.ThrowIfNull(o);
        o.Validate();
        return SourceFingerprint.Compute(o, locked?.Sha256);
    }

    private static (SourcePart Labelled, SourcePart? LeftOut) SplitLabelled(SourcePart train, IReadOnlyList<string> classNames, DataOptions o)
    {
        if (o.TrainFraction == 1) return (train, null);
        var (rest, labelled) = StratifiedSplit.Split(train.Labels, classNames, o.TrainFraction, RandomStream.LabelledPart, o.Seed);
        return (train.Select(labelled), train.Select(rest));
    }
}
