using System.Text.Json;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Store;

/// <summary>Counts, for the whole store, how often each test set was read: a test set that is looked at often stops being one.</summary>
/// <param name="root">Folder of all recipes; the counts lie in its <c>test-uses.json</c>.</param>
public sealed class TestSetUses(string root)
{
    private string CountsPath => Path.Combine(root, "test-uses.json");

    /// <summary>Uses of the test set so far.</summary>
    /// <param name="digest">SHA-256 of the test set's file.</param>
    /// <exception cref="InvalidDataException">The counts cannot be read.</exception>
    public int Count(string digest) => Load().GetValueOrDefault(digest);

    /// <summary>Adds one use, before the test set is read.</summary>
    /// <param name="digest">SHA-256 of the test set's file.</param>
    /// <param name="ct">Ends the waiting for another process.</param>
    /// <returns>The count with this use.</returns>
    /// <exception cref="InvalidDataException">The counts cannot be read.</exception>
    public int Add(string digest, CancellationToken ct)
    {
        Directory.CreateDirectory(root);
        using var held = FileLock.Take(CountsPath + ".lock", () => { }, ct);
        var counts = Load();
        var count = counts[digest] = counts.GetValueOrDefault(digest) + 1;
        AtomicFile.WriteAllText(CountsPath, JsonSerializer.Serialize(counts, new JsonSerializerOptions { WriteIndented = true }) + "\n");
        return count;
    }

    private SortedDictionary<string, int> Load()
    {
        try
        {
            return File.Exists(CountsPath)
                ? JsonSerializer.Deserialize<SortedDictionary<string, int>>(File.ReadAllBytes(CountsPath)) ?? []
                : [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{CountsPath} does not hold counts ({e.Message.ReplaceLineEndings(" ")}); repair or remove it", e);
        }
    }
}
