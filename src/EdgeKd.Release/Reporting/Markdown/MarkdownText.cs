using System.Text;

namespace EdgeKd.Release;

/// <summary>Text of a release, which is hostile, on its way into Markdown.</summary>
internal static class MarkdownText
{
    // What starts markup, links, HTML or the next cell of a table somewhere in a line (CommonMark 0.31, section 2.4; GitHub's tables and mentions).
    private const string Special = "\\`*_{}[]<>#|~!&@$";

    /// <summary>The text on one line, with nothing that Markdown would read as more than text.</summary>
    public static string Of(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in HtmlText.Of(text))
        {
            if (c is '\n' or '\r' or '\t')
                escaped.Append(' ');
            // An entity, because a backslash would not stop a renderer from making a mention of it.
            else if (c == '@')
                escaped.Append("&#64;");
            else if (Special.Contains(c))
                escaped.Append('\\').Append(c);
            else
                escaped.Append(c);
        }

        // No address becomes a link by itself.
        return escaped.ToString().Replace("://", ":\u200b//", StringComparison.Ordinal).Replace("www.", "www\u200b.", StringComparison.OrdinalIgnoreCase);
    }
}
