namespace EdgeKd.Data.Checking;

/// <summary>Chooses the pairs of pictures that are worth being compared closely.</summary>
internal static class CandidateSearch
{
    private const int Radius = 10;
    private const double MinCorrelation = 0.9;

    // Of very many pictures that look alike each is compared with these alone; they hang together through their nearest ones.
    private const int NearestKept = 16;

    /// <summary>The pairs, sorted; the first of a pair comes before the second.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="options">Threads, and what stops the search.</param>
    public static (int First, int Second)[] Pairs(IReadOnlyList<Fingerprint> pictures, ParallelOptions options)
    {
        var index = new HammingIndex([.. pictures.Select(picture => picture.Hash)], Radius);
        var nearest = new int[pictures.Count][];
        Parallel.For(0, pictures.Count, options, () => new List<int>(), (i, _, found) =>
        {
            found.Clear();
            index.Find(i, found);
            nearest[i] = Nearest(pictures, i, found);
            return found;
        }, _ => { });
        return [.. nearest.SelectMany((others, i) => others.Select(other => (Math.Min(i, other), Math.Max(i, other)))).Distinct().Order()];
    }

    private static int[] Nearest(IReadOnlyList<Fingerprint> pictures, int place, List<int> found)
    {
        return
        [
            .. found.Select(other => (Place: other, Correlation: pictures[place].Thumbnail.CorrelationWith(pictures[other].Thumbnail)))
                .Where(other => other.Correlation >= MinCorrelation)
                .OrderByDescending(other => other.Correlation).ThenBy(other => other.Place)
                .Take(NearestKept).Select(other => other.Place),
        ];
    }
}
