using System.IO.Compression;

namespace EdgeKd.Release;

/// <summary>Looks at the entries of an archive before any of them is read.</summary>
internal static class ZipChecks
{
    private const int UnixKindMask = 0xF000;
    private const int UnixRegularFile = 0x8000;

    /// <summary>The entries by name: plain names, plain files, none twice, of bounded number and size.</summary>
    /// <exception cref="InvalidDataException">An entry is none of that; the message names it.</exception>
    public static Dictionary<string, ZipArchiveEntry> Entries(ZipArchive zip, string zipPath)
    {
        if (zip.Entries.Count > BundleReader.MaxEntries)
            throw new InvalidDataException($"{zipPath}: {zip.Entries.Count} entries are more than the {BundleReader.MaxEntries} that a bundle may have.");

        // Names that differ only in case are one file on some systems.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            if (EntryName.FaultOf(entry.FullName) is { } fault)
                throw new InvalidDataException($"{zipPath}: the name of an entry {fault}.");
            if (!names.Add(entry.FullName))
                throw new InvalidDataException($"{zipPath}: it holds {entry.FullName} twice.");
            var kind = (entry.ExternalAttributes >> 16) & UnixKindMask;
            if (kind is not (0 or UnixRegularFile))
                throw new InvalidDataException($"{zipPath}: {entry.FullName} is a link or another special file.");
            if (entry.IsEncrypted)
                throw new InvalidDataException($"{zipPath}: {entry.FullName} is encrypted.");
            if (entry.Length < 0 || entry.Length > BundleReader.MaxTotalBytes - total)
                throw new InvalidDataException($"{zipPath}: its entries hold more than {BundleReader.MaxTotalBytes} bytes.");
            total += entry.Length;
            entries.Add(entry.FullName, entry);
        }

        return entries;
    }
}
