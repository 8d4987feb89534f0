using EdgeKd.Data;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Locking;

/// <summary>One of two data sets that are compared.</summary>
/// <param name="Images">Its images.</param>
/// <param name="KnowsParts">Whether they have parts of their own; those of a mere folder or manifest are split by a recipe's seed.</param>
public sealed record DataSide(DataLock Images, bool KnowsParts)
{
    /// <summary>Compares two data sets.</summary>
    /// <param name="before">The earlier one: a data.lock (or one compressed by gzip), a recipe, a folder of images, or a manifest.</param>
    /// <param name="after">The later one.</param>
    /// <param name="ct">Stops between images.</param>
    /// <exception cref="RecipeException">A recipe cannot be followed.</exception>
    /// <exception cref="InvalidDataException">One is none of these, or is damaged; the message names it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DataDiff Compare(string before, string after, CancellationToken ct)
    {
        var (a, b) = (Open(before, ct), Open(after, ct));
        return DataDiff.Of(a.Images, b.Images, a.KnowsParts && b.KnowsParts);
    }

    /// <summary>Opens one; images of a recipe, folder or manifest are read whole.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="ct">Stops between images.</param>
    /// <exception cref="RecipeException">As for <see cref="Compare"/>.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Compare"/>.</exception>
    /// <exception cref="IOException">As for <see cref="Compare"/>.</exception>
    public static DataSide Open(string path, CancellationToken ct)
    {
        if (Directory.Exists(path))
            return Bare("image-folder");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file or folder; name a data.lock, a recipe, a folder of images or a manifest");
        if (DataLock.IsLock(path))
            return new DataSide(DataLock.Read(path), KnowsParts: true);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".yaml" or ".yml" => OfRecipe(path, ct),
            ".csv" or ".jsonl" or ".ndjson" => Bare("manifest"),
            _ => throw new InvalidDataException($"{path}: it is no data.lock, recipe (.yaml) or manifest (.csv, .jsonl)"),
        };

        DataSide Bare(string kind) =>
            new(DataLock.Take(new DataOptions { Kind = kind, Path = path }, Environment.ProcessorCount, null, ct), KnowsParts: false);
    }

    private static DataSide OfRecipe(string path, CancellationToken ct)
    {
        var settings = RunSettings.From(RecipeFile.Load(path), path, new PipelineOptions { ArtifactsFolder = "artifacts" });
        return new DataSide(DataLock.Take(DataStage.Options(settings), settings.Threads, null, ct), KnowsParts: true);
    }
}
