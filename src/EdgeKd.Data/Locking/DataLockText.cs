using System.Buffers.Text;
using System.IO.Compression;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Locking;

/// <summary>The text of a data.lock: a line with the version, then a line an image, sorted by path:
/// SHA-256, size in bytes, part, class and path, divided by tabs.</summary>
internal static class DataLockText
{
    private const int MaxEntries = 10_000_000;
    private const long MaxTextBytes = 2L << 30; // a small archive may hold long lines without end
    private const int MaxLineBytes = 128 + TextRule.MaxNameBytes + TextRule.MaxPathBytes;
    private const string Remedy = "take the file back from version control, or write it anew with edgekd data lock";

    private static ReadOnlySpan<byte> Header => "edgekd-data-lock 1"u8;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    public static void Write(DataLock locked, Stream stream)
    {
        var buffered = new BufferedStream(stream, 1 << 16); // not disposed: the stream is the caller's
        buffered.Write(Header);
        buffered.WriteByte((byte)'\n');
        Span<byte> numbers = stackalloc byte[ContentDigest.HexBytes + 24];
        for (var i = 0; i < locked.Count; i++)
        {
            var entry = locked.EntryOf(i);
            entry.Digest.WriteHex(numbers);
            numbers[ContentDigest.HexBytes] = (byte)'\t';
            Utf8Formatter.TryFormat(entry.SizeBytes, numbers[(ContentDigest.HexBytes + 1)..], out var digits);
            buffered.Write(numbers[..(ContentDigest.HexBytes + 1 + digits)]);
            Field(WordOf(entry.Part));
            Field(locked.Labels[entry.Label]);
            Field(locked.PathOf(i));
            buffered.WriteByte((byte)'\n');
        }
        buffered.Flush();

        void Field(ReadOnlySpan<byte> text)
        {
            buffered.WriteByte((byte)'\t');
            buffered.Write(text);
        }
    }

    public static bool IsLock(Stream stream)
    {
        using var text = Unpacked(stream);
        Span<byte> start = stackalloc byte["edgekd-data-lock "u8.Length];
        try
        {
            return text.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && Header.StartsWith(start);
        }
        catch (InvalidDataException)
        {
            return false; // compressed, and damaged: no lock
        }
    }

    public static DataLock Read(Stream stream, string name)
    {
        try
        {
            using var text = Unpacked(stream);
            return ReadLines(text, name);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: it is damaged ({e.Message.ReplaceLineEndings(" ")}); {Remedy}", e);
        }
    }

    private static DataLock ReadLines(Stream text, string name)
    {
        var lines = new Utf8LineReader(text, name, MaxLineBytes);
        if (!lines.TryRead(out var first) || !first.SequenceEqual(Header))
            throw new InvalidDataException($"{name}: it does not begin with '{System.Text.Encoding.ASCII.GetString(Header)}', so it is no data.lock that this program knows; {Remedy}");
        var paths = new Utf8Strings();
        var labels = new Utf8Index();
        List<LockEntry> entries = [];
        long sizeBytes = 0;
        while (lines.TryRead(out var line))
        {
            if (entries.Count == MaxEntries) throw new InvalidDataException($"{name}:{lines.LineNumber}: a lock has at most {MaxEntries:N0} images");
            if ((sizeBytes += line.Length) > MaxTextBytes) throw new InvalidDataException($"{name}:{lines.LineNumber}: a lock has at most {MaxTextBytes:N0} bytes of text");
            if (FaultOf(line, labels, out var entry, out var path) is { } fault) throw new InvalidDataException($"{name}:{lines.LineNumber}: {fault}; {Remedy}");
            if (entries.Count > 0 && Utf8Order.Compare(paths[entries.Count - 1], path) >= 0)
                throw new InvalidDataException($"{name}:{lines.LineNumber}: the path does not come after that of the line before; {Remedy}");
            paths.Add(path);
            entries.Add(entry);
        }
        return new DataLock(paths, labels.Texts, [.. entries]);
    }

    private static string? FaultOf(ReadOnlySpan<byte> line, Utf8Index labels, out LockEntry entry, out ReadOnlySpan<byte> path)
    {
        entry = default;
        path = default;
        Span<Range> fields = stackalloc Range[6];
        var count = 0;
        foreach (var field in line.Split((byte)'\t'))
        {
            if (count < fields.Length) fields[count++] = field;
        }
        if (count != 5) return "the line does not hold SHA-256, size, part, class and path, divided by tabs";
        if (!ContentDigest.TryParse(line[fields[0]], out var digest)) return "the SHA-256 is not 64 lower-case hexadecimal digits";
        var size = line[fields[1]];
        if (!Utf8Parser.TryParse(size, out long sizeBytes, out var used) || used != size.Length || sizeBytes < 0) return "the size is no number of bytes";
        if (PartOf(line[fields[2]]) is not { } part) return "the part is none of train, validation and test";
        if (TextRule.FaultOf(line[fields[3]], TextRule.MaxNameBytes) is { } labelFault) return $"the class {labelFault}";
        path = line[fields[4]];
        if (TextRule.FaultOf(path, TextRule.MaxPathBytes) is { } pathFault) return $"the path {pathFault}";
        entry = new LockEntry(sizeBytes, digest, labels.Add(line[fields[3]], out _), part);
        return null;
    }

    private static ReadOnlySpan<byte> WordOf(ImagePart part) => part switch
    {
        ImagePart.Train => "train"u8,
        ImagePart.Validation => "validation"u8,
        _ => "test"u8,
    };

    private static ImagePart? PartOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("train"u8) ? ImagePart.Train : word.SequenceEqual("validation"u8) ? ImagePart.Validation : word.SequenceEqual("test"u8) ? ImagePart.Test : null;

    private static Stream Unpacked(Stream stream)
    {
        Span<byte> start = stackalloc byte[GzipMagic.Length];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position -= read;
        return start[..read].SequenceEqual(GzipMagic) ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : new BufferedStream(stream);
    }
}
