using System.Buffers.Binary;
using EdgeKd.Data.Imaging;

namespace EdgeKd.Data.Checking;

/// <summary>Reads the traits of a WebP from its chunks (RFC 9649, sections 2 and 3).</summary>
internal static class WebpTraits
{
    private const byte AnimationFlag = 0x02, AlphaFlag = 0x10;

    public static PictureTraits Read(ReadOnlySpan<byte> data)
    {
        var traits = new PictureTraits(ImageFormat.Webp);
        for (var at = 12; at + 8 <= data.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(data[(at + 4)..]);
            if (length > data.Length - at - 8) break;
            var type = data.Slice(at, 4);
            var body = data.Slice(at + 8, (int)length);
            if (type.SequenceEqual("VP8X"u8) && body.Length >= 1)
                traits = traits with { IsAnimated = (body[0] & AnimationFlag) != 0, HasAlpha = (body[0] & AlphaFlag) != 0 };
            else if (type.SequenceEqual("VP8L"u8) && body.Length >= 5) // signature, 14 + 14 bits of size, then alpha
                traits = traits with { HasAlpha = traits.HasAlpha || (BinaryPrimitives.ReadUInt32LittleEndian(body[1..]) >> 28 & 1) != 0 };
            else if (type.SequenceEqual("EXIF"u8))
                traits = traits with { ExifOrientation = Exif.OrientationOf(body.StartsWith("Exif\0\0"u8) ? body[6..] : body) };
            // A chunk of odd length has a byte of padding.
            at += (int)Math.Min(8L + length + (length & 1), data.Length - at);
        }
        return traits;
    }
}
