using System.Globalization;

namespace EdgeKd.Pipeline.NewModels;

/// <summary>Words and numbers as YAML has them.</summary>
internal static class YamlText
{
    /// <summary>A word in single quotes, which keep everything but themselves.</summary>
    /// <exception cref="ArgumentException">It holds a control character, which no path of a recipe needs.</exception>
    public static string Quoted(string text) => text.Any(char.IsControl)
        ? throw new ArgumentException($"'{Shown(text)}' holds a control character; rename it")
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Text for a comment: names of folders may hold what would end the line.</summary>
    public static string Shown(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '\ufffd' : c));

    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Numbers(IEnumerable<float> values) => string.Join(", ", values.Select(value => value.ToString("0.0000", CultureInfo.InvariantCulture)));

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("0.#", CultureInfo.InvariantCulture);
}
