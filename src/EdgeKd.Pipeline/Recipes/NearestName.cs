namespace EdgeKd.Pipeline.Recipes;

/// <summary>Finds the name that a mistyped one most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the smallest edit distance, or null when every one is too far to be what was meant.</summary>
    public static string? Find(string typed, IEnumerable<string> candidates)
    {
        var nearest = candidates
            .Select(candidate => (candidate, Distance: Distance(typed.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.candidate is not null && nearest.Distance <= Math.Max(2, typed.Length / 2) ? nearest.candidate : null;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
    /// (optimal string alignment distance).</summary>
    public static int Distance(string a, string b)
    {
        // A hostile key may be long; beyond this length nothing can be near.
        if (a.Length > 256 || b.Length > 256)
            return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
