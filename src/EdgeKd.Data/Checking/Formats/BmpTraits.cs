using System.Buffers.Binary;
using EdgeKd.Data.Imaging;

namespace EdgeKd.Data.Checking;

/// <summary>Reads the traits of a BMP: a grey palette, and a mask for alpha (BITMAPINFOHEADER and BITMAPV4HEADER of Windows GDI).</summary>
internal static class BmpTraits
{
    private const int InfoHeader = 40, AlphaMaskEnd = 14 + 56, WithAlphaMask = 56;

    public static PictureTraits Read(ReadOnlySpan<byte> data)
    {
        var traits = new PictureTraits(ImageFormat.Bmp);
        if (data.Length < 14 + InfoHeader) return traits;
        var headerSize = BinaryPrimitives.ReadUInt32LittleEndian(data[14..]);
        if (headerSize is < InfoHeader or > 1024) return traits;
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(data[28..]);
        return traits with
        {
            Colours = bits is 1 or 4 or 8 && IsGrey(data, 14 + (int)headerSize, bits) ? ColourModel.Grey : ColourModel.Rgb,
            HasAlpha = bits == 32 && headerSize >= WithAlphaMask && data.Length >= AlphaMaskEnd && BinaryPrimitives.ReadUInt32LittleEndian(data[(AlphaMaskEnd - 4)..]) != 0,
        };
    }

    // The palette has 4 bytes a colour: blue, green, red, nothing.
    private static bool IsGrey(ReadOnlySpan<byte> data, int palette, int bits)
    {
        var used = BinaryPrimitives.ReadUInt32LittleEndian(data[46..]);
        var colours = used == 0 || used > 1u << bits ? 1 << bits : (int)used;
        if (palette + 4 * colours > data.Length) return false;
        for (var at = palette; at < palette + 4 * colours; at += 4)
        {
            if (data[at] != data[at + 1] || data[at] != data[at + 2]) return false;
        }
        return true;
    }
}
