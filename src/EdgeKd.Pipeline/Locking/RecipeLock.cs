using EdgeKd.Data;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Locking;

/// <summary>The lock that a recipe requires of its images (<c>data.lock</c>).</summary>
internal static class RecipeLock
{
    /// <summary>The lock for the stage's key: read, or written where there is none yet. That paths, sizes, classes and parts are its own is
    /// checked each time; contents when the images are prepared from them.</summary>
    /// <returns>Null where the recipe names none.</returns>
    /// <exception cref="InvalidDataException">The images are not those of the lock; the message names the first three that differ.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static DataLock? Settle(RunSettings settings)
    {
        if (settings.Recipe.Data.Lock is not { } path) return null;
        var options = DataStage.Options(settings);
        if (!File.Exists(path))
        {
            var taken = DataLock.Take(options, settings.Threads, null, CancellationToken.None);
            taken.Save(path);
            return taken;
        }
        var locked = DataLock.Read(path);
        DataDiff.Of(locked, DataLock.List(options, CancellationToken.None)).RequireNone(path);
        return locked;
    }

    /// <summary>Reads every image of the recipe, requires that the contents are those of the lock, and keeps a copy of it.</summary>
    /// <param name="settings">The recipe; without a lock nothing is done.</param>
    /// <param name="copy">The file that the lock is copied to.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Stops between images.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Settle"/>.</exception>
    /// <exception cref="IOException">As for <see cref="Settle"/>.</exception>
    public static void Require(RunSettings settings, string copy, IProgress<PreparationProgress> progress, CancellationToken ct)
    {
        if (settings.Recipe.Data.Lock is not { } path) return;
        var locked = DataLock.Read(path);
        DataDiff.Of(locked, DataLock.Take(DataStage.Options(settings), settings.Threads, progress, ct)).RequireNone(path);
        locked.Save(copy);
    }
}
