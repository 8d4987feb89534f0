using System.Text;

namespace EdgeKd.Data.Checking;

/// <summary>What is left of a class name when case, spaces, hyphens and underscores do not count.</summary>
internal static class ClassNameKey
{
    /// <summary>The key: names of one key are alike. Between digits a separator counts: 1-1 is not 11.</summary>
    public static string Of(string name)
    {
        var key = new StringBuilder(name.Length);
        var isApart = false;
        foreach (var c in name)
        {
            if (char.IsWhiteSpace(c) || c is '-' or '_')
            {
                isApart = true;
                continue;
            }
            if (isApart && key.Length > 0 && char.IsDigit(key[^1]) && char.IsDigit(c)) key.Append(' ');
            key.Append(char.ToLowerInvariant(c));
            isApart = false;
        }
        return key.ToString();
    }
}
