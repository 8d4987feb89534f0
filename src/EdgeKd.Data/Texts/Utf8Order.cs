namespace EdgeKd.Data.Texts;

/// <summary>Compares UTF-8 texts as <see cref="StringComparer.Ordinal"/> compares them as UTF-16, so that a list is in the order in which a
/// folder is.</summary>
internal static class Utf8Order
{
    // Texts differ between the two encodings only where one has a character above U+FFFF, which begins with 0xF0 or more and is two
    // surrogates in UTF-16, and the other one of U+E000 to U+FFFF, which begins with 0xEE or 0xEF and lies above all surrogates.
    private const byte FirstAboveSurrogates = 0xEE;

    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var same = a.CommonPrefixLength(b);
        if (same == a.Length || same == b.Length) return a.Length - b.Length;
        var (x, y) = (a[same], b[same]);
        return x >= FirstAboveSurrogates && y >= FirstAboveSurrogates && (x >= 0xF0) != (y >= 0xF0) ? y - x : x - y;
    }
}
