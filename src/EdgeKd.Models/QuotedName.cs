using System.Text;

namespace EdgeKd.Models;

/// <summary>Names out of a file that is not trusted, as they may stand in a message of one line.</summary>
public static class QuotedName
{
    private const int LongestShown = 120;

    /// <summary>The name in quotes: control characters as <c>\uXXXX</c>, a long one cut.</summary>
    public static string Of(string name)
    {
        var shown = name.Length > LongestShown ? name[..LongestShown] : name;
        var text = new StringBuilder("'");
        foreach (var character in shown)
        {
            // The two separators end a line in some terminals and in ReplaceLineEndings.
            if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
            {
                text.Append($"\\u{(int)character:x4}");
            }
            else
            {
                text.Append(character);
            }
        }

        return text.Append(name.Length > LongestShown ? "…'" : "'").ToString();
    }
}
