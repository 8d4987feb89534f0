using System.Xml;

namespace EdgeKd.Release;

/// <summary>Text from outside, which is hostile, on its way into a page.</summary>
public static class HtmlText
{
    /// <summary>The text with what no page may hold, and what would turn its direction around, replaced; escaping is the XML writer's.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text) => text.All(IsHarmless) ? text : string.Create(text.Length, text, (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            var isPair = char.IsHighSurrogate(from[i]) && i + 1 < from.Length && char.IsLowSurrogate(from[i + 1]);
            if (isPair)
            {
                (span[i], span[i + 1]) = (from[i], from[i + 1]);
                i++;
            }
            else
            {
                span[i] = IsHarmless(from[i]) ? from[i] : '\ufffd';
            }
        }
    });

    private static bool IsHarmless(char c) => XmlConvert.IsXmlChar(c) && (!char.IsControl(c) || c is '\n' or '\t') && c is not ((>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
}
