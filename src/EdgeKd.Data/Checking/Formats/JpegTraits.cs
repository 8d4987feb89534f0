using System.Buffers.Binary;
using EdgeKd.Data.Imaging;

namespace EdgeKd.Data.Checking;

/// <summary>Reads the traits of a JPEG (ITU-T T.81, annex B): the frame header, and EXIF from the first APP1 segment that has it.</summary>
internal static class JpegTraits
{
    private const byte StartOfScan = 0xDA, App1 = 0xE1;

    public static PictureTraits Read(ReadOnlySpan<byte> data)
    {
        var traits = new PictureTraits(ImageFormat.Jpeg);
        // Both stand before the first scan; between segments there may be fill bytes of 0xFF.
        for (var at = 2; at + 4 <= data.Length && data[at] == 0xFF;)
        {
            var marker = data[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]);
            if (marker == StartOfScan || length < 2 || at + 2 + length > data.Length) break;
            var body = data.Slice(at + 4, length - 2);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && body.Length >= 6)
                traits = traits with { BitsPerChannel = body[0], Colours = ColoursOf(body[5]) };
            else if (marker == App1 && body.StartsWith("Exif\0\0"u8) && traits.ExifOrientation == Exif.Upright)
                traits = traits with { ExifOrientation = Exif.OrientationOf(body[6..]) };
            at += 2 + length;
        }
        return traits;
    }

    private static ColourModel ColoursOf(byte components) => components switch
    {
        1 => ColourModel.Grey,
        4 => ColourModel.Cmyk, // or YCCK, which is CMYK in another form
        _ => ColourModel.Rgb,
    };
}
