using EdgeKd.Data.Locking;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data;

/// <summary>What differs between the images of two data sets.</summary>
public sealed record DataDiff
{
    /// <summary>The images that differ: by kind, in the order of <see cref="DataChangeKind"/>, then by path.</summary>
    public required IReadOnlyList<DataChange> Changes { get; init; }

    /// <summary>Images that are the same.</summary>
    public required int UnchangedCount { get; init; }

    /// <summary>Whether an image in another part counts as moved.</summary>
    public required bool ComparesParts { get; init; }

    /// <summary>How many images differ in each way; all kinds are there.</summary>
    public IReadOnlyDictionary<DataChangeKind, int> Counts =>
        Enum.GetValues<DataChangeKind>().ToDictionary(kind => kind, kind => Changes.Count(change => change.Kind == kind));

    /// <summary>Compares. An image is found by its path, and what is not found so by its contents.</summary>
    /// <param name="before">The earlier images.</param>
    /// <param name="after">The later images. Where a digest is not known, sizes are compared instead.</param>
    /// <param name="comparesParts">Whether an image in another part counts as moved.</param>
    public static DataDiff Of(DataLock before, DataLock after, bool comparesParts = true)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        List<DataChange> changes = [];
        List<int> gone = [], come = [];
        var unchanged = 0;
        for (int a = 0, b = 0; a < before.Count || b < after.Count;)
        {
            var order = a == before.Count ? 1 : b == after.Count ? -1 : Utf8Order.Compare(before.PathOf(a), after.PathOf(b));
            if (order < 0) gone.Add(a++);
            else if (order > 0) come.Add(b++);
            else if (KindOf(a, b) is { } kind) changes.Add(new DataChange(kind, before[a++], after[b++]));
            else (a, b, unchanged) = (a + 1, b + 1, unchanged + 1);
        }
        var places = gone.Where(i => before.EntryOf(i).Digest.IsKnown).GroupBy(i => before.EntryOf(i).Digest).ToDictionary(same => same.Key, same => new Queue<int>(same));
        HashSet<int> found = [];
        foreach (var i in come)
        {
            if (!places.TryGetValue(after.EntryOf(i).Digest, out var same) || !same.TryDequeue(out var was))
            {
                changes.Add(new DataChange(DataChangeKind.Added, null, after[i]));
                continue;
            }
            found.Add(was);
            changes.Add(new DataChange(IsRelabelled(was, i) ? DataChangeKind.Relabelled : DataChangeKind.Moved, before[was], after[i]));
        }
        changes.AddRange(gone.Where(i => !found.Contains(i)).Select(i => new DataChange(DataChangeKind.Removed, before[i], null)));
        return new DataDiff
        {
            Changes = [.. changes.OrderBy(change => change.Kind).ThenBy(change => change.Path, StringComparer.Ordinal)],
            UnchangedCount = unchanged,
            ComparesParts = comparesParts,
        };

        bool IsRelabelled(int a, int b) => !before.Labels[before.EntryOf(a).Label].SequenceEqual(after.Labels[after.EntryOf(b).Label]);

        DataChangeKind? KindOf(int a, int b)
        {
            var (x, y) = (before.EntryOf(a), after.EntryOf(b));
            return x.SizeBytes != y.SizeBytes || (x.Digest.IsKnown && y.Digest.IsKnown && x.Digest != y.Digest) ? DataChangeKind.Changed
                : IsRelabelled(a, b) ? DataChangeKind.Relabelled
                : comparesParts && x.Part != y.Part ? DataChangeKind.Moved
                : null;
        }
    }

    /// <summary>Requires that nothing differs.</summary>
    /// <param name="path">The lock that the data has to be as.</param>
    /// <exception cref="InvalidDataException">Something differs; the message names the first three images and says what to do.</exception>
    public void RequireNone(string path)
    {
        if (Changes.Count == 0) return;
        var first = string.Join(", ", Changes.Take(3).Select(change => $"{change.Path} {change.Kind.ToString().ToLowerInvariant()}"));
        throw new InvalidDataException($"the images are not those of {path}: {Changes.Count:N0} differ ({first}{(Changes.Count > 3 ? ", ..." : "")}); "
            + $"see edgekd data diff {path} RECIPE, and put them back, or take the new ones with edgekd data lock");
    }
}
