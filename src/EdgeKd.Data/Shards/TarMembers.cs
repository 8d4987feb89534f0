using System.Text;
using EdgeKd.Data.Encoded;

namespace EdgeKd.Data.Shards;

/// <summary>Lists the files in a tar file by its headers: POSIX ustar, with the long names of GNU and pax.</summary>
/// <remarks>
/// Not <c>System.Formats.Tar.TarReader</c>, which reserves what a header claims before it reads on, up to 2 GiB for a name. Here
/// every size is checked against what follows in the file first, and nothing but plain files and folders is accepted: the layout is that of
/// pax(1), "ustar Interchange Format", and of GNU tar's manual, "Basic Tar Format".
/// </remarks>
internal static class TarMembers
{
    private const int Block = 512;
    private const int MaxNameBytes = 1 << 16;

    // Strict: a byte that is no UTF-8 would otherwise become a name that is not in the file.
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads the headers one after the other; folders are left out.</summary>
    /// <param name="stream">The tar file, at its beginning; it has to seek.</param>
    /// <exception cref="InvalidDataException">It is damaged, or holds a link, a device or a name that leads out of a folder; the message does not name the file.</exception>
    public static IEnumerable<TarMember> Read(Stream stream)
    {
        var header = new byte[Block];
        var length = stream.Length;
        string? longName = null;
        for (long at = 0; ;)
        {
            stream.Position = at;
            if (length - at < Block) throw new InvalidDataException(at == 0 ? "it is no tar file" : "it is cut short");
            stream.ReadExactly(header);
            if (!header.AsSpan().ContainsAnyExcept((byte)0)) yield break;
            CheckSum(header, at);
            var size = Octal(header.AsSpan(124, 12), at);
            var data = at + Block;
            if (size > length - data) throw new InvalidDataException($"its entry '{OneLine(NameIn(header))}' has {size} bytes, more than follow; it is cut short");
            at = data + (size + Block - 1) / Block * Block;
            switch ((char)header[156])
            {
                case 'x' or 'L':
                    longName = LongName(stream, (char)header[156], size) ?? longName;
                    break;
                case 'g' or '5':
                    longName = null;
                    break;
                case '0' or '\0' or '7':
                    yield return new TarMember(CheckedName(longName ?? NameIn(header)), data, Sized(size, longName ?? NameIn(header)));
                    longName = null;
                    break;
                default:
                    throw new InvalidDataException($"its entry '{OneLine(longName ?? NameIn(header))}' is no plain file (links, devices and sparse files are not read); write it without");
            }
        }
    }

    private static string? LongName(Stream stream, char kind, long size)
    {
        if (size > MaxNameBytes) throw new InvalidDataException($"a name or its attributes take {size} bytes, more than {MaxNameBytes}");
        var bytes = new byte[size];
        stream.ReadExactly(bytes);
        return kind == 'L' ? Text(bytes) : PaxPath(bytes);
    }

    /// <summary>The record <c>path</c> of <c>length key=value\n</c> records.</summary>
    private static string? PaxPath(ReadOnlySpan<byte> records)
    {
        string? path = null;
        while (!records.IsEmpty)
        {
            var space = records.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(records[..space], out var length) || length <= space + 1 || length > records.Length || records[length - 1] != '\n')
                throw new InvalidDataException("its extended attributes are damaged");
            var record = records[(space + 1)..(length - 1)];
            if (record.StartsWith("path="u8)) path = Text(record[5..]);
            else if (record.StartsWith("size="u8)) throw new InvalidDataException("a member of 8 GiB or more is no picture; remove it");
            records = records[length..];
        }
        return path;
    }

    private static string NameIn(ReadOnlySpan<byte> header)
    {
        var name = Text(header[..100]);
        var prefix = header[257..].StartsWith("ustar\0"u8) ? Text(header.Slice(345, 155)) : "";
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private static string CheckedName(string name)
    {
        if (name.StartsWith("./", StringComparison.Ordinal)) name = name[2..];
        if (name.Length == 0 || name.Contains('\\') || name.Any(char.IsControl) || name.Split('/').Any(part => part is "" or "." or ".."))
            throw new InvalidDataException($"its entry '{OneLine(name)}' has a name that leads out of a folder or is none; write it with plain names");
        return name;
    }

    private static int Sized(long size, string name) => size <= EncodedBytes.MaxSizeBytes
        ? (int)size
        : throw new InvalidDataException($"its entry '{OneLine(name)}' has {size} bytes, more than the {EncodedBytes.MaxSizeBytes >> 20} MiB that are read");

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        try
        {
            return Utf8.GetString(end < 0 ? bytes : bytes[..end]);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a name in it is no UTF-8 text");
        }
    }

    /// <summary>A name as a message shows it.</summary>
    private static string OneLine(string name) => string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c));

    private static long Octal(ReadOnlySpan<byte> field, long at)
    {
        long value = 0;
        var digits = field.Trim(" \0"u8);
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7') throw new InvalidDataException($"its header at byte {at} is damaged");
            value = (value << 3) + digit - '0'; // 12 digits are 36 bits
        }
        return value;
    }

    /// <summary>The sum of the header's bytes, its own field taken as blanks.</summary>
    private static void CheckSum(ReadOnlySpan<byte> header, long at)
    {
        var sum = 8 * ' ';
        for (var i = 0; i < Block; i++) sum += i is >= 148 and < 156 ? 0 : header[i];
        if (sum != Octal(header.Slice(148, 8), at)) throw new InvalidDataException(at == 0 ? "it is no tar file, or its first header is damaged" : $"its header at byte {at} is damaged");
    }
}
