using System.Buffers.Binary;
using EdgeKd.Data.Imaging;

namespace EdgeKd.Data.Checking;

/// <summary>What a file is by its first bytes, whatever its name.</summary>
/// <param name="FormatName">The format in words.</param>
/// <param name="Format">The format, where it is decoded.</param>
/// <param name="Extensions">The extensions of its files, the usual one first.</param>
internal sealed record FileSignature(string FormatName, ImageFormat? Format, params string[] Extensions)
{
    /// <summary>The bytes that have to be read to recognise a file.</summary>
    public const int Length = 32;

    private static readonly FileSignature
        Jpeg = new("JPEG", ImageFormat.Jpeg, ".jpg", ".jpeg"),
        Png = new("PNG", ImageFormat.Png, ".png"),
        Bmp = new("BMP", ImageFormat.Bmp, ".bmp"),
        Webp = new("WebP", ImageFormat.Webp, ".webp"),
        Tiff = new("TIFF", null, ".tif", ".tiff"),
        Heif = new("HEIF", null, ".heic", ".heif"),
        Avif = new("AVIF", null, ".avif"),
        Jpeg2000 = new("JPEG 2000", null, ".jp2", ".j2k"),
        JpegXl = new("JPEG XL", null, ".jxl");

    /// <summary>GIF, of which frames can be counted.</summary>
    public static FileSignature Gif { get; } = new("GIF", null, ".gif");

    /// <summary>The format; null for what is no picture that we know.</summary>
    public static FileSignature? Of(ReadOnlySpan<byte> data) =>
        data.StartsWith(ImageHeader.JpegSignature) ? Jpeg
        : data.StartsWith(ImageHeader.PngSignature) ? Png
        : IsBmp(data) ? Bmp
        : ImageHeader.IsWebp(data) ? Webp
        : data.StartsWith("GIF87a"u8) || data.StartsWith("GIF89a"u8) ? Gif
        : data.StartsWith("II*\0"u8) || data.StartsWith("MM\0*"u8) ? Tiff
        : data.StartsWith<byte>([0xFF, 0x4F, 0xFF, 0x51]) || data.StartsWith("\0\0\0\fjP  "u8) ? Jpeg2000
        : data.StartsWith<byte>([0xFF, 0x0A]) || data.StartsWith("\0\0\0\fJXL "u8) ? JpegXl
        : data.Length >= 12 && data[4..].StartsWith("ftyp"u8) ? OfBrand(data[8..12])
        : null;

    /// <summary>Whether a name ends as the names of this format do.</summary>
    public bool IsNamed(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    // Two letters alone would take many a text for a picture: its header has to have one of the lengths that there are.
    private static bool IsBmp(ReadOnlySpan<byte> data) =>
        data.Length >= 18 && data.StartsWith("BM"u8) && BinaryPrimitives.ReadUInt32LittleEndian(data[14..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124;

    // ISO base media files: films have other brands.
    private static FileSignature? OfBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) ? Avif
        : brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) ? Heif
        : null;
}
