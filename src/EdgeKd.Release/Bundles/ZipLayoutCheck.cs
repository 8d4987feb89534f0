namespace EdgeKd.Release;

/// <summary>Compares an archive with <see cref="ZipLayout"/>, byte by byte, but for the contents of its entries.</summary>
internal static class ZipLayoutCheck
{
    /// <exception cref="InvalidDataException">A byte is another; the message names the entry whose header it is in.</exception>
    public static void Require(Stream stream, IReadOnlyList<ZipEntry> entries, string zipPath)
    {
        var offsets = new List<long>();
        long position = 0;
        foreach (var entry in entries)
        {
            offsets.Add(position);
            position += Match(stream, position, ZipLayout.LocalHeader(entry), $"{zipPath}: the header of {entry.Name}") + entry.SizeBytes;
        }

        var directory = position;
        foreach (var (entry, offset) in entries.Zip(offsets))
            position += Match(stream, position, ZipLayout.DirectoryRecord(entry, offset), $"{zipPath}: the directory's record of {entry.Name}");
        position += Match(stream, position, ZipLayout.End(entries.Count, position - directory, directory), $"{zipPath}: the end of the archive");
        if (position != stream.Length)
            throw new InvalidDataException($"{zipPath}: {stream.Length - position} bytes follow the end of the archive; take the bundle from its source again.");
    }

    private static int Match(Stream stream, long position, byte[] expected, string what)
    {
        var actual = new byte[expected.Length];
        stream.Position = position;
        if (stream.ReadAtLeast(actual, actual.Length, throwOnEndOfStream: false) < actual.Length || !actual.AsSpan().SequenceEqual(expected))
            throw new InvalidDataException($"{what} is not as a bundle has it, so the archive was changed or packed by another program; take it from its source again.");
        return expected.Length;
    }
}
