namespace EdgeKd.Data.Checking;

/// <summary>Counts the frames of a GIF (CompuServe, Graphics Interchange Format, version 89a).</summary>
internal static class Gif
{
    private const byte Extension = 0x21, Image = 0x2C;

    /// <summary>Whether a GIF has more than one frame.</summary>
    public static bool IsAnimated(ReadOnlySpan<byte> data)
    {
        if (data.Length < 13) return false;
        var frames = 0;
        for (var at = 13 + TableBytes(data[10]); at < data.Length;)
        {
            if (data[at] == Extension)
            {
                at = AfterBlocks(data, at + 2);
            }
            else if (data[at] == Image && at + 10 < data.Length)
            {
                if (++frames > 1) return true;
                at = AfterBlocks(data, at + 11 + TableBytes(data[at + 9]));
            }
            else
            {
                return false;
            }
        }
        return false;
    }

    // The lowest three bits say how many colours there are, the highest whether there are any.
    private static int TableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;

    // Blocks begin with their length; the last has none.
    private static int AfterBlocks(ReadOnlySpan<byte> data, int at)
    {
        while (at < data.Length && data[at] != 0) at += 1 + data[at];
        return at + 1;
    }
}
