using EdgeKd.Data;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Locking;

/// <summary>The lock that a recipe requires of its images (<c>data.lock</c>).</summary>
internal static class RecipeLock
{
    /// <summary>Writes the lock where the recipe names one that is not there yet: every image is read.</summary>
    /// <param name="settings">The recipe; without a lock nothing is done.</param>
    /// <param name="note">Told what is written, in one line.</param>
    /// <param name="ct">Stops between images; nothing is written then.</param>
    /// <exception cref="InvalidDataException">The images are not laid out as the recipe says.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void WriteWhereMissing(RunSettings settings, Action<string> note, CancellationToken ct)
    {
        if (settings.Recipe.Data.Lock is not { } path || File.Exists(path)) return;
        note($"data: {path} does not exist, so every image is read to write it");
        var taken = DataLock.Take(DataStage.Options(settings), settings.Threads, null, ct);
        taken.Save(path);
        note(FormattableString.Invariant($"data: {path} holds {taken.Count:N0} images by now; put it into version control"));
    }

    /// <summary>The lock for the stage's key. That the images have its paths, sizes, classes and parts is checked each time; contents
    /// when they are prepared.</summary>
    /// <returns>Null where the recipe names none.</returns>
    /// <exception cref="InvalidDataException">The images are not those of the lock; the message names the first three that differ.</exception>
    /// <exception cref="IOException">There is no lock, or a file cannot be read.</exception>
    public static DataLock? Read(RunSettings settings)
    {
        if (settings.Recipe.Data.Lock is not { } path) return null;
        var locked = DataLock.Read(path);
        DataDiff.Of(locked, DataLock.List(DataStage.Options(settings), CancellationToken.None)).RequireNone(path);
        return locked;
    }

    /// <summary>Reads every image of the recipe, requires that the contents are those of the lock, and keeps a copy of it.</summary>
    /// <param name="settings">The recipe; without a lock nothing is done.</param>
    /// <param name="copy">The file that the lock is copied to.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Stops between images.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    /// <exception cref="IOException">As for <see cref="Read"/>.</exception>
    public static void Require(RunSettings settings, string copy, IProgress<PreparationProgress> progress, CancellationToken ct)
    {
        if (settings.Recipe.Data.Lock is not { } path) return;
        var locked = DataLock.Read(path);
        DataDiff.Of(locked, DataLock.Take(DataStage.Options(settings), settings.Threads, progress, ct)).RequireNone(path);
        locked.Save(copy);
    }
}
