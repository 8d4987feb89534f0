using System.Formats.Tar;
using System.Text;

namespace EdgeKd.Data.Tests.Shards;

/// <summary>Tar files for the tests, written by the base class library.</summary>
internal static class TarFile
{
    /// <summary>A tar file of plain files.</summary>
    public static byte[] Of(params (string Name, byte[] Bytes)[] files) => Of(TarEntryFormat.Ustar, files);

    public static byte[] Of(TarEntryFormat format, params (string Name, byte[] Bytes)[] files) => Written(format, tar =>
    {
        foreach (var (name, bytes) in files)
        {
            TarEntry entry = format switch
            {
                TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                _ => new UstarTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = new MemoryStream(bytes);
            tar.WriteEntry(entry);
        }
    });

    public static byte[] Written(TarEntryFormat format, Action<TarWriter> write)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, format, leaveOpen: true)) write(tar);
        return stream.ToArray();
    }

    /// <summary>A tar file with one header made by hand, its checksum right.</summary>
    /// <param name="name">The name field.</param>
    /// <param name="kind">The type flag.</param>
    /// <param name="size">The size field.</param>
    public static byte[] Header(string name, char kind = '0', string size = "00000000000")
    {
        var bytes = new byte[3 * 512];
        Encoding.UTF8.GetBytes(name).CopyTo(bytes, 0);
        Encoding.ASCII.GetBytes(size).CopyTo(bytes, 124);
        bytes[156] = (byte)kind;
        bytes.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(bytes.Take(512).Sum(b => b), 8).PadLeft(6, '0') + "\0").CopyTo(bytes, 148);
        return bytes;
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
