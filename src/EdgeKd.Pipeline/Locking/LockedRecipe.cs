using EdgeKd.Data;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Locking;

/// <summary>A recipe's images as they lie there now, and the file that locks them.</summary>
/// <param name="LockPath">The file.</param>
/// <param name="Images">The images, every one of them read.</param>
public sealed record LockedRecipe(string LockPath, DataLock Images)
{
    /// <summary>Reads the images of a recipe.</summary>
    /// <param name="recipePath">The recipe file.</param>
    /// <param name="lockPath">The file that locks them; null: the recipe's <c>data.lock</c>.</param>
    /// <param name="options">What the run adds to the recipe.</param>
    /// <param name="observer">Told how far it is.</param>
    /// <param name="ct">Stops between images.</param>
    /// <exception cref="RecipeException">The recipe cannot be followed, or names no lock.</exception>
    /// <exception cref="ArgumentException">Its data has no image files.</exception>
    /// <exception cref="InvalidDataException">The images are not laid out as the recipe says.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LockedRecipe Take(string recipePath, string? lockPath, PipelineOptions options, IPipelineObserver observer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var settings = RunSettings.From(RecipeFile.Load(recipePath), recipePath, options);
        var path = lockPath ?? settings.Recipe.Data.Lock
            ?? throw new RecipeException(recipePath, 0, "data.lock is not set, so there is no file to lock the images with; set it, such as lock: data.lock");
        observer.Started(StageNames.Data);
        var reporting = new Lock();
        var progress = new Relay<PreparationProgress>(p =>
        {
            lock (reporting)
                observer.Progressed(new StageProgress(StageNames.Data, (double)p.Done / p.Total, FormattableString.Invariant($"{p.Done:N0} of {p.Total:N0} images read")));
        });
        return new LockedRecipe(path, DataLock.Take(DataStage.Options(settings), settings.Threads, progress, ct));
    }

    /// <summary>How the images differ from the lock that is there.</summary>
    /// <exception cref="InvalidDataException">The lock is damaged.</exception>
    /// <exception cref="IOException">There is no lock, or it cannot be read.</exception>
    public DataDiff Compare() => DataDiff.Of(DataLock.Read(LockPath), Images);
}
