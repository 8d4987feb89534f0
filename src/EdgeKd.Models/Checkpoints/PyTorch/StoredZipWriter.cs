using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace EdgeKd.Models.PyTorch;

/// <summary>Writes a ZIP archive of records that are stored as they are, each at a multiple of 64 bytes.</summary>
/// <remarks>
/// Layout: APPNOTE.TXT 6.3, sections 4.3.7 (before a record), 4.3.12 (the directory) and 4.3.16 (its end). No times, no
/// attributes: equal records give equal bytes. .NET's own writer cannot align. At most 4 GiB and 65,534 records.
/// </remarks>
internal sealed class StoredZipWriter(Stream stream)
{
    public const int MaxRecords = ushort.MaxValue - 1;

    /// <summary>What a record of a short name needs at most besides its bytes: its two headers and the padding.</summary>
    public const int LargestOverheadBytes = 256;

    private const int Alignment = 64;
    private const int HeaderBytes = 30;
    private const int DirectoryEntryBytes = 46;
    private const int EndBytes = 22;

    // The extra field "FB", in which PyTorch puts its padding: identifier, length, Zs.
    private const ushort PaddingId = 'F' | ('B' << 8);
    private const int PaddingHeaderBytes = 4;

    private const ushort VersionNeeded = 20;
    private const ushort Utf8Names = 1 << 11;

    // 1 January 1980, the first day that the format knows.
    private const ushort FirstDay = (1 << 5) | 1;

    private readonly MemoryStream directory = new();
    private int records;

    /// <param name="name">With slashes; short.</param>
    /// <param name="content">Up to 2 GiB.</param>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        var begin = (uint)stream.Position;
        var nameBytes = Encoding.UTF8.GetBytes(name);
        var dataBegin = begin + HeaderBytes + nameBytes.Length + PaddingHeaderBytes;
        var padding = (int)((Alignment - (dataBegin % Alignment)) % Alignment);
        var extra = new byte[PaddingHeaderBytes + padding];
        BinaryPrimitives.WriteUInt16LittleEndian(extra, PaddingId);
        BinaryPrimitives.WriteUInt16LittleEndian(extra.AsSpan(2), (ushort)padding);
        extra.AsSpan(PaddingHeaderBytes).Fill((byte)'Z');

        // Both headers begin alike, from the version needed up to the lengths of name and extra field.
        Span<byte> shared = stackalloc byte[26];
        shared.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(shared, VersionNeeded);
        BinaryPrimitives.WriteUInt16LittleEndian(shared[2..], Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(shared[8..], FirstDay);
        BinaryPrimitives.WriteUInt32LittleEndian(shared[10..], Crc32.HashToUInt32(content));
        BinaryPrimitives.WriteUInt32LittleEndian(shared[14..], (uint)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(shared[18..], (uint)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(shared[22..], (ushort)nameBytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(shared[24..], (ushort)extra.Length);

        stream.Write("PK\x03\x04"u8);
        stream.Write(shared);
        stream.Write(nameBytes);
        stream.Write(extra);
        stream.Write(content);

        // The directory repeats the name and not the padding.
        BinaryPrimitives.WriteUInt16LittleEndian(shared[24..], 0);
        Span<byte> tail = stackalloc byte[DirectoryEntryBytes - 6 - 26];
        tail.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(tail[10..], begin);
        directory.Write("PK\x01\x02"u8);
        directory.Write([(byte)VersionNeeded, 0]);
        directory.Write(shared);
        directory.Write(tail);
        directory.Write(nameBytes);
        records++;
    }

    /// <summary>Writes the directory behind the records.</summary>
    public void Finish()
    {
        var begin = (uint)stream.Position;
        stream.Write(directory.GetBuffer().AsSpan(0, (int)directory.Length));
        Span<byte> end = stackalloc byte[EndBytes];
        end.Clear();
        "PK\x05\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)records);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)records);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], begin);
        stream.Write(end);
    }
}
