using System.Text.Unicode;

namespace EdgeKd.Data.Texts;

/// <summary>What a path, label or group of a file from outside may be: a line of UTF-8 text without control characters.</summary>
internal static class TextRule
{
    /// <summary>The most bytes of a path, as Linux has it.</summary>
    public const int MaxPathBytes = 4096;

    /// <summary>The most bytes of a label or group.</summary>
    public const int MaxNameBytes = 1024;

    /// <summary>What is wrong with a text, as the end of a sentence; null where nothing is.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length == 0) return "is empty";
        if (text.Length > maxBytes) return $"has {text.Length} bytes, more than the {maxBytes} allowed";
        if (!Utf8.IsValid(text)) return "is not UTF-8";
        return HoldsControl(text) ? "holds a control character" : null;
    }

    /// <summary>What is wrong with a path as a relative one with slashes that stays below its folder; null where nothing is.</summary>
    public static string? PathFaultOf(ReadOnlySpan<byte> path)
    {
        if (FaultOf(path, MaxPathBytes) is { } fault) return fault;
        if (path.Contains((byte)'\\')) return "has a backslash; write it with slashes";
        if (path[0] == '/' || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter((char)path[0]))) return "is absolute; write it relative to data.roots";
        foreach (var range in path.Split((byte)'/'))
        {
            var name = path[range];
            if (name.Length == 0 || name is [(byte)'.'] or [(byte)'.', (byte)'.']) return "has an empty part, '.' or '..'; write it relative to data.roots, without them";
        }
        return null;
    }

    // U+0000 to U+001F and U+007F are one byte, U+0080 to U+009F are 0xC2 and one below 0xA0.
    private static bool HoldsControl(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < 0x20 or 0x7F || (text[i] == 0xC2 && text[i + 1] < 0xA0)) return true;
        }
        return false;
    }
}
