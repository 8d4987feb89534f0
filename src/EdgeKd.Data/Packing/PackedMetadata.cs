using System.Buffers.Binary;
using System.Text;

namespace EdgeKd.Data.Packing;

/// <summary>Labels and names of a packed part.</summary>
internal sealed class PackedMetadata
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly byte[] _bytes;
    private readonly int[] _nameAt;

    private PackedMetadata(byte[] bytes, int[] labels, string[] classNames, int[] nameAt) =>
        (_bytes, Labels, ClassNames, _nameAt) = (bytes, labels, classNames, nameAt);

    public int[] Labels { get; }

    public string[] ClassNames { get; }

    public string NameOf(int index)
    {
        var at = _nameAt[index];
        return Utf8.GetString(_bytes, at + 4, BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at)));
    }

    public static byte[] ToBytes(IReadOnlyList<int> labels, IReadOnlyList<string> classNames, IReadOnlyList<string> names)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var label in labels) writer.Write(label);
        foreach (var text in classNames.Concat(names))
        {
            var bytes = Utf8.GetBytes(text);
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <param name="bytes">The metadata.</param>
    /// <param name="count">Images.</param>
    /// <param name="classCount">Classes.</param>
    /// <param name="isLabelled">Whether labels have to be those of classes, or −1 all of them.</param>
    /// <exception cref="InvalidDataException">Labels or names are out of range.</exception>
    public static PackedMetadata Parse(byte[] bytes, int count, int classCount, bool isLabelled = true)
    {
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i));
            if (!isLabelled && labels[i] != -1)
                throw new InvalidDataException($"image {i} of an unlabelled part has label {labels[i]}");
            if (isLabelled && (labels[i] < 0 || labels[i] >= classCount))
                throw new InvalidDataException($"image {i} has label {labels[i]}, and there are {classCount} classes");
        }
        var at = 4 * count;
        var classNames = new string[classCount];
        try
        {
            for (var i = 0; i < classCount; i++)
            {
                var start = NextText(bytes, ref at);
                classNames[i] = Utf8.GetString(bytes, start + 4, at - start - 4);
            }
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a class name is no UTF-8 text");
        }
        var nameAt = new int[count];
        for (var i = 0; i < count; i++) nameAt[i] = NextText(bytes, ref at);
        if (at != bytes.Length) throw new InvalidDataException("there are bytes after the last name");
        return new PackedMetadata(bytes, labels, classNames, nameAt);
    }

    private static int NextText(byte[] bytes, ref int at)
    {
        var start = at;
        if (bytes.Length - at < 4) throw new InvalidDataException("a name is cut short");
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        if (length < 0 || length > bytes.Length - at - 4) throw new InvalidDataException("a name is cut short");
        at += 4 + length;
        return start;
    }
}
