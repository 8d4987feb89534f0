using System.Buffers.Binary;
using System.Text;

namespace EdgeKd.Release;

/// <summary>The one layout of a bundle's archive, in which every byte follows from the names and contents of its entries: stored entries
/// back to back, sizes and checksums in front of them, the directory, its end; no extra field, no comment, no time of day.</summary>
/// <remarks>Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. All numbers are little-endian.</remarks>
internal static class ZipLayout
{
    /// <summary>Length of the record at the end of the archive, in bytes.</summary>
    public const int EndLength = 22;

    private const uint LocalSignature = 0x04034B50, DirectorySignature = 0x02014B50, EndSignature = 0x06054B50;

    /// <summary>ZIP 2.0, made on Unix.</summary>
    private const ushort VersionNeeded = 20, VersionMadeBy = (3 << 8) | VersionNeeded;

    /// <summary>1980-01-01, ZIP's own beginning of time: a bundle does not know when it was packed.</summary>
    private const ushort Date = (1 << 5) | 1;

    /// <summary>A regular file that everyone may read and its owner may write (Unix mode 0100644).</summary>
    private const uint RegularFile = 0x81A40000;

    /// <summary>What stands in front of an entry's contents.</summary>
    public static byte[] LocalHeader(ZipEntry entry)
    {
        var name = Encoding.ASCII.GetBytes(entry.Name);
        var header = new byte[30 + name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(header, LocalSignature);
        WriteCommon(header.AsSpan(4), entry, name.Length);
        name.CopyTo(header, 30);
        return header;
    }

    /// <summary>An entry's record in the directory.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="offset">Where its local header begins, in bytes.</param>
    public static byte[] DirectoryRecord(ZipEntry entry, long offset)
    {
        var name = Encoding.ASCII.GetBytes(entry.Name);
        var record = new byte[46 + name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(record, DirectorySignature);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(4), VersionMadeBy);
        WriteCommon(record.AsSpan(6), entry, name.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(38), RegularFile);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(42), checked((uint)offset));
        name.CopyTo(record, 46);
        return record;
    }

    /// <summary>The end of the archive.</summary>
    /// <param name="entries">Entries.</param>
    /// <param name="directoryLength">Length of the directory, in bytes.</param>
    /// <param name="directoryOffset">Where it begins, in bytes.</param>
    public static byte[] End(int entries, long directoryLength, long directoryOffset)
    {
        var end = new byte[EndLength];
        BinaryPrimitives.WriteUInt32LittleEndian(end, EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), checked((ushort)entries));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), checked((ushort)entries));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), checked((uint)directoryLength));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), checked((uint)directoryOffset));
        return end;
    }

    /// <summary>The fields that both headers have: from the version needed to the length of the extra field.</summary>
    private static void WriteCommon(Span<byte> fields, ZipEntry entry, int nameLength)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, VersionNeeded);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], Date);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], entry.Crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[14..], checked((uint)entry.SizeBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(fields[18..], checked((uint)entry.SizeBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], checked((ushort)nameLength));
    }
}
