using System.Buffers.Binary;
using EdgeKd.Data.Imaging;

namespace EdgeKd.Data.Checking;

/// <summary>Reads the traits of a PNG from its chunks (W3C, Portable Network Graphics, third edition, section 11).</summary>
internal static class PngTraits
{
    public static PictureTraits Read(ReadOnlySpan<byte> data)
    {
        var traits = new PictureTraits(ImageFormat.Png);
        for (var at = 8; at + 12 <= data.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(data[at..]);
            if (length > data.Length - at - 12) break;
            var type = data.Slice(at + 4, 4);
            var body = data.Slice(at + 8, (int)length);
            if (type.SequenceEqual("IHDR"u8) && body.Length >= 10)
            {
                var colourType = body[9]; // 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
                traits = traits with
                {
                    BitsPerChannel = body[8],
                    Colours = colourType is 0 or 4 ? ColourModel.Grey : ColourModel.Rgb,
                    HasAlpha = colourType is 4 or 6,
                };
            }
            else if (type.SequenceEqual("tRNS"u8))
            {
                traits = traits with { HasAlpha = true };
            }
            else if (type.SequenceEqual("acTL"u8) && body.Length >= 4)
            {
                traits = traits with { IsAnimated = BinaryPrimitives.ReadUInt32BigEndian(body) > 1 };
            }
            else if (type.SequenceEqual("eXIf"u8))
            {
                traits = traits with { ExifOrientation = Exif.OrientationOf(body) };
            }
            at += 12 + (int)length;
        }
        return traits;
    }
}
