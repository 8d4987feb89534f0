using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeKd.Data.Shards;

/// <summary>Names with a range in braces, such as <c>train-{000000..000012}.tar</c>, as WebDataset (and bash) expands them.</summary>
internal static partial class BracePattern
{
    private const int MostNames = 1_000_000;

    /// <summary>The names that a pattern stands for, in the order of the range; a text without a range stands for itself.</summary>
    /// <exception cref="InvalidDataException">The range falls, or is too long.</exception>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        if (Range().Match(pattern) is not { Success: true } match) return [pattern];
        string from = match.Groups["from"].Value, to = match.Groups["to"].Value;
        if (!int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last < first || last - first >= MostNames)
            throw new InvalidDataException($"{pattern}: the range {match.Value} has to rise by less than {MostNames}, such as {{000000..000012}}");
        var digits = from.Length == to.Length || from.StartsWith('0') ? $"D{from.Length}" : "D";
        return [.. Enumerable.Range(first, last - first + 1).SelectMany(
            number => Expand(pattern[..match.Index] + number.ToString(digits, CultureInfo.InvariantCulture) + pattern[(match.Index + match.Length)..]))];
    }

    [GeneratedRegex(@"\{(?<from>[0-9]{1,9})\.\.(?<to>[0-9]{1,9})\}")]
    private static partial Regex Range();
}
