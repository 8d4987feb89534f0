namespace EdgeKd.Models;

/// <summary>Finds the valid names that a mistyped one probably meant.</summary>
public static class NearestNames
{
    /// <summary>The <paramref name="count"/> candidates of least edit distance, nearest first, ties in the given order.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> candidates, int count = 3) =>
        [.. candidates.OrderBy(candidate => Distance(name, candidate)).Take(count)];

    /// <summary>The nearest candidates as words: <c>'a', 'b' or 'c'</c>.</summary>
    public static string Describe(string name, IEnumerable<string> candidates)
    {
        var quoted = Find(name, candidates).Select(candidate => $"'{candidate}'").ToArray();
        return quoted.Length < 2 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}";
    }

    /// <summary>Levenshtein distance without regard to case, one row at a time.</summary>
    internal static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
