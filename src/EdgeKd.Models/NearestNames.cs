namespace EdgeKd.Models;

/// <summary>Finds the valid names that a mistyped one probably meant.</summary>
public static class NearestNames
{
    private const int LongestCompared = 256;

    /// <summary>The <paramref name="count"/> candidates of least edit distance, nearest first, ties in the given order.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> candidates, int count = 3) =>
        [.. candidates.OrderBy(candidate => Distance(name, candidate)).Take(count)];

    /// <summary>The nearest candidates as words: <c>'a', 'b' or 'c'</c>.</summary>
    public static string Describe(string name, IEnumerable<string> candidates)
    {
        var quoted = Find(name, candidates).Select(candidate => $"'{candidate}'").ToArray();
        return quoted.Length < 2 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}";
    }

    /// <summary>The nearest candidate, or null when every one is too far to be what was meant.</summary>
    public static string? Meant(string name, IEnumerable<string> candidates) =>
        Find(name, candidates.Order(StringComparer.Ordinal), 1).FirstOrDefault() is { } nearest && Distance(name, nearest) <= Math.Max(2, name.Length / 2)
            ? nearest
            : null;

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (optimal string
    /// alignment distance), without regard to case; the largest integer where one is too long to be near anything.</summary>
    internal static int Distance(string a, string b)
    {
        if (a.Length > LongestCompared || b.Length > LongestCompared)
        {
            return int.MaxValue;
        }

        (a, b) = (a.ToLowerInvariant(), b.ToLowerInvariant());
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1),
                    Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
