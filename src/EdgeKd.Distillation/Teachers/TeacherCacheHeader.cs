using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace EdgeKd.Distillation;

/// <summary>The start of a teacher's cache, before its views.</summary>
/// <remarks>
/// Little endian: magic (8 bytes), format version, length of the description (int32 each), the description as JSON, a SHA-256
/// a view (zeros: not written yet), SHA-256 of all before (zeros: not finished), zeros up to a multiple of 64. Then view after
/// view, each the N×K logits and then every feature as N×values, in half precision.
/// </remarks>
internal sealed class TeacherCacheHeader
{
    public const int DigestLength = 32;
    private const int Version = 1;
    private const int FixedLength = 16;
    private const int Alignment = 64;
    private const int MaxDescriptionLength = 1 << 20;
    private const int MaxViews = 10_000;
    private const int MaxClasses = 1 << 20;
    private const int MaxFeatures = 256;
    private const int MaxNameLength = 512;
    private const int MaxElements = 1 << 28;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    private readonly byte[] start;

    /// <exception cref="InvalidDataException">The description holds what no cache can.</exception>
    public TeacherCacheHeader(TeacherCacheDescription description)
        : this(description, JsonSerializer.SerializeToUtf8Bytes(description, Json))
    {
    }

    private TeacherCacheHeader(TeacherCacheDescription description, ReadOnlySpan<byte> json)
    {
        Require(description);
        Description = description;
        start = new byte[FixedLength + json.Length];
        Magic.CopyTo(start);
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(12), json.Length);
        json.CopyTo(start.AsSpan(FixedLength));
    }

    public TeacherCacheDescription Description { get; }

    /// <summary>Magic, version and description: what does not change while views are added.</summary>
    public ReadOnlySpan<byte> Start => start;

    /// <summary>Where the digest of a view stands.</summary>
    public long DigestOffset(int view) => start.Length + ((long)view * DigestLength);

    /// <summary>Where the digest of the header stands.</summary>
    public long SealOffset => DigestOffset(Description.Views);

    /// <summary>Where a view begins.</summary>
    public long ViewOffset(int view) => Length + (view * Description.ViewSizeBytes);

    /// <summary>Bytes of the whole file.</summary>
    public long FileLength => ViewOffset(Description.Views);

    private static ReadOnlySpan<byte> Magic => "EKDTCH\r\n"u8;

    private long Length => (SealOffset + DigestLength + Alignment - 1) / Alignment * Alignment;

    /// <summary>Reads the start of a file; its position is then where the digests begin.</summary>
    /// <exception cref="InvalidDataException">It is none of ours, or its sizes do not fit the file; without the file's name.</exception>
    public static TeacherCacheHeader Read(Stream stream)
    {
        Span<byte> fixedPart = stackalloc byte[FixedLength];
        if (stream.ReadAtLeast(fixedPart, FixedLength, throwOnEndOfStream: false) < FixedLength || !fixedPart.StartsWith(Magic))
        {
            throw new InvalidDataException("it is no cache of a teacher");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(fixedPart[8..]) is var version && version != Version)
        {
            throw new InvalidDataException($"it has format version {version}, and this program reads {Version}");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(fixedPart[12..]);
        if (length is < 2 or > MaxDescriptionLength || length > stream.Length - FixedLength)
        {
            throw new InvalidDataException("its header is cut or damaged");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        var header = new TeacherCacheHeader(Parse(json), json);
        if (stream.Length != header.FileLength)
        {
            throw new InvalidDataException($"it has {stream.Length} bytes, and its header says {header.FileLength}");
        }

        return header;
    }

    /// <summary>Reads the digests of the views, checked against the header's own.</summary>
    /// <exception cref="InvalidDataException">The header is damaged, or the cache was never finished.</exception>
    public byte[] ReadDigests(Stream stream)
    {
        var rest = new byte[Length - start.Length];
        stream.Position = start.Length;
        stream.ReadExactly(rest);
        var digests = rest.AsSpan(0, Description.Views * DigestLength);
        var after = rest.AsSpan(digests.Length);
        if (!after[..DigestLength].SequenceEqual(Seal(digests)) || after[DigestLength..].ContainsAnyExcept((byte)0))
        {
            throw new InvalidDataException("its header is damaged, or it was never finished");
        }

        return digests.ToArray();
    }

    /// <summary>The digest of the whole header.</summary>
    public byte[] Seal(ReadOnlySpan<byte> digests) => SHA256.HashData([.. start, .. digests]);

    private static TeacherCacheDescription Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<TeacherCacheDescription>(json, Json)
                ?? throw new InvalidDataException("its header describes nothing");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"its header is damaged ({e.Message.ReplaceLineEndings(" ")})", e);
        }
    }

    // All products are bounded here, before anything is allocated or mapped by them.
    private static void Require(TeacherCacheDescription description)
    {
        var fits = description is { Views: >= 1 and <= MaxViews, Count: >= 1, Classes: >= 1 and <= MaxClasses }
            && description.Features is { Count: <= MaxFeatures } features
            && features.All(IsFeature)
            && features.Select(f => f.Name).Distinct().Count() == features.Count
            && IsDigest(description.TeacherSha256) && IsDigest(description.DataSha256) && IsDigest(description.AugmentationSha256)
            && ((Int128)TeacherCacheDescription.ValueBytes * description.Views * description.Count
                * (description.Classes + features.Sum(f => f.Elements))) + (1L << 30) <= long.MaxValue;
        if (!fits)
        {
            throw new InvalidDataException("the sizes and digests in its header are none of a cache");
        }
    }

    private static bool IsFeature(CachedFeature? feature) =>
        feature is { Name.Length: > 0 and <= MaxNameLength, Shape.Count: >= 1 and <= 8 }
        && feature.Shape.All(length => length is >= 1 and <= MaxElements)
        && feature.Shape.Aggregate(1L, (product, length) => Math.Min(product * length, MaxElements + 1L)) <= MaxElements;

    private static bool IsDigest(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);
}
