using EdgeKd.Release;

namespace EdgeKd.Pipeline.Store;

/// <summary>Removes old outputs from the store.</summary>
public static class GarbageCollection
{
    /// <summary>Keeps, of each stage of each recipe, the outputs used last, and removes the others with what killed runs left.</summary>
    /// <param name="root">Folder of all recipes.</param>
    /// <param name="keep">How many keys of each stage are kept; 0 removes all.</param>
    /// <returns>What was removed. Keys that a process is making right now are left alone.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="keep"/> is negative.</exception>
    public static GarbageCollectionResult Run(string root, int keep)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        var result = new GarbageCollectionResult(0, 0, 0);
        if (!Directory.Exists(root))
            return result;
        foreach (var stage in Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories))
            result = Sweep(stage, keep, result);
        return result;
    }

    private static GarbageCollectionResult Sweep(string stage, int keep, GarbageCollectionResult result)
    {
        // Only folders that a store made are touched: artifacts/ also holds the build's own.
        var keys = Directory.EnumerateDirectories(stage).Select(folder => new DirectoryInfo(folder)).Where(IsOfTheStore)
            .GroupBy(folder => KeyOf(folder.Name))
            .OrderByDescending(group => group.Max(folder => folder.LastWriteTimeUtc)).ThenBy(group => group.Key, StringComparer.Ordinal)
            .ToArray();
        result = result with { Kept = result.Kept + Math.Min(keep, keys.Length) };
        foreach (var key in keys.Skip(keep))
        {
            // The lock file stays: removing it could give two waiting processes two different locks.
            using var held = FileLock.TryTake(Path.Combine(stage, key.Key + ".lock"));
            if (held is null)
            {
                result = result with { Kept = result.Kept + 1 };
                continue;
            }
            foreach (var folder in key)
            {
                var size = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
                folder.Delete(recursive: true);
                result = result with { Removed = result.Removed + 1, FreedBytes = result.FreedBytes + size };
            }
        }
        return result;
    }

    private static bool IsOfTheStore(DirectoryInfo folder) =>
        KeyOf(folder.Name) is { Length: 16 } key && key.All(char.IsAsciiHexDigitLower)
        && (folder.Name.EndsWith(".partial", StringComparison.Ordinal) || File.Exists(Path.Combine(folder.FullName, StageRecord.FileName)));

    private static string KeyOf(string folderName) =>
        folderName.EndsWith(".partial", StringComparison.Ordinal) ? folderName[..^".partial".Length] : folderName;
}
