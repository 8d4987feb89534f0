using EdgeKd.Data;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Sharding;

/// <summary>Writes a recipe's images, or a folder of images, as shards.</summary>
public static class DataSharding
{
    /// <summary>Writes the images of a recipe: with <c>kind: shards</c> and this folder as its path, it trains on the same batches.</summary>
    /// <param name="recipePath">The recipe file; its <c>shuffleBuffer</c> decides whether the training images are mixed.</param>
    /// <param name="dataPath">The images, instead of the recipe's <c>data.path</c>; null: the recipe's.</param>
    /// <param name="outputFolder">Where the shards go.</param>
    /// <param name="sharding">How large they are.</param>
    /// <param name="progress">Told about every hundredth of the images; null: nobody.</param>
    /// <param name="ct">Stops the work; no unfinished file stays.</param>
    /// <exception cref="RecipeException">The recipe cannot be followed.</exception>
    /// <exception cref="InvalidDataException">The images are damaged, or the folder holds shards already.</exception>
    /// <exception cref="IOException">A file cannot be read, fetched or written.</exception>
    public static ShardIndex OfRecipe(
        string recipePath, string? dataPath, string outputFolder, ShardingOptions sharding, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        // No stage runs, so nothing is put where the artifacts go.
        var options = new PipelineOptions { ArtifactsFolder = outputFolder, DataPath = dataPath };
        var settings = RunSettings.From(RecipeFile.Load(recipePath), recipePath, options);
        return EdgeKd.Data.Sharding.Write(DataStage.Options(settings), outputFolder, sharding, progress, ct);
    }

    /// <summary>Writes the images of a folder with a folder a class.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mixed">Whether the training images are mixed, as shuffling by a buffer needs it; otherwise they stay in the order of their names.</param>
    /// <param name="outputFolder">Where the shards go.</param>
    /// <param name="sharding">How large they are.</param>
    /// <param name="progress">As for <see cref="OfRecipe"/>.</param>
    /// <param name="ct">As for <see cref="OfRecipe"/>.</param>
    /// <exception cref="InvalidDataException">The folder is not laid out so, or the other one holds shards already.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static ShardIndex OfFolder(
        string folder, bool mixed, string outputFolder, ShardingOptions sharding, IProgress<PreparationProgress>? progress, CancellationToken ct) =>
        EdgeKd.Data.Sharding.Write(new DataOptions { Kind = "image-folder", Path = folder, Mixed = mixed }, outputFolder, sharding, progress, ct);
}
