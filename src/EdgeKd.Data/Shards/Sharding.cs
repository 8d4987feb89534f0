using System.Globalization;
using EdgeKd.Data.Encoded;
using EdgeKd.Data.Shards;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data;

/// <summary>Writes a data set as shards in the form of WebDataset, whatever its kind.</summary>
/// <remarks>
/// Encoded pictures are copied as they are, damaged ones included; pixels that come from no picture become PNG. A sample's key is
/// the image's position and the name it had. The parts are those that a preparation with the same options makes, before fractions
/// of labels are taken, and in its order: trained from the shards, a recipe sees the same batches.
/// </remarks>
public static class Sharding
{
    private const int MostNameCharacters = 60;

    /// <summary>Writes <c>train-000000.tar</c> and so on, the same for <c>validation</c> and <c>test</c>, and the index last.</summary>
    /// <param name="o">Which data set, and how; <see cref="DataOptions.Mixed"/> decides on the order of the training images.</param>
    /// <param name="outputFolder">Where the files go; made when missing.</param>
    /// <param name="sharding">How large the shards are.</param>
    /// <param name="progress">Told about every hundredth of the images; null: nobody.</param>
    /// <param name="ct">Stops the work; no unfinished file stays.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="InvalidDataException">The source is damaged, or the folder holds shards already.</exception>
    /// <exception cref="IOException">A file cannot be read, fetched or written.</exception>
    public static ShardIndex Write(DataOptions o, string outputFolder, ShardingOptions sharding, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(o);
        ArgumentNullException.ThrowIfNull(outputFolder);
        ArgumentNullException.ThrowIfNull(sharding);
        o.Validate();
        sharding.Validate();
        if (Directory.Exists(outputFolder) && Directory.EnumerateFiles(outputFolder, "*.tar").FirstOrDefault() is { } there)
            throw new InvalidDataException($"{there} is there already; remove the shards of {outputFolder}, or name another folder");
        using var source = SourceFactory.Open(o, progress, ct);
        var parts = LabelledParts.Of(source, o);
        Directory.CreateDirectory(outputFolder);
        var reporter = new ProgressReporter(progress, parts.Train.Count + parts.Validation.Count + parts.Test.Count);
        var index = new ShardIndex
        {
            Classes = source.ClassNames,
            Train = WritePart(parts.Train, "train"),
            Validation = WritePart(parts.Validation, "validation"),
            Test = WritePart(parts.Test, "test"),
        };
        index.Write(Path.Combine(outputFolder, ShardIndex.FileName));
        return index;

        List<ShardFile> WritePart(SourcePart part, string name)
        {
            List<ShardFile> shards = [];
            var pictures = new PictureReader(part, source.Files, o.ResolvedStoredSize);
            ShardWriter? shard = null;
            try
            {
                for (var i = 0; i < part.Count; i++)
                {
                    ct.ThrowIfCancellationRequested();
                    var (image, extension) = pictures.Read(i);
                    if (shard is not null && (shard.Samples == sharding.Samples || shard.ImageSizeBytes + image.Length > (long)sharding.SizeMb << 20))
                    {
                        shards.Add(shard.Complete());
                        shard.Dispose();
                        shard = null;
                    }
                    shard ??= new ShardWriter(outputFolder, string.Create(CultureInfo.InvariantCulture, $"{name}-{shards.Count:D6}.tar"));
                    shard.Append(Key(i, part.NameOf(i)), extension, image, part.Labels[i]);
                    reporter.Add(1, name);
                }
                if (shard is not null) shards.Add(shard.Complete());
            }
            finally
            {
                shard?.Dispose();
            }
            return shards;
        }
    }

    /// <summary>The position and the end of the image's own name, of characters that no reader takes for an extension or a folder.</summary>
    private static string Key(int position, string name)
    {
        var stem = string.Concat(Path.ChangeExtension(name, null).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        return string.Create(CultureInfo.InvariantCulture, $"{position:D9}_{stem[Math.Max(0, stem.Length - MostNameCharacters)..]}");
    }
}
