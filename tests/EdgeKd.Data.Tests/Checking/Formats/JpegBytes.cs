namespace EdgeKd.Data.Tests.Checking;

/// <summary>Baseline JPEG files of flat blocks of 8×8 pixels, with any number of channels.</summary>
internal static class JpegBytes
{
    private const int Quantum = 8; // of the constant coefficient, which is 8 times the mean of a block

    /// <summary>A picture of random blocks.</summary>
    /// <param name="side">Height and width in pixels, a multiple of 8.</param>
    /// <param name="channels">1: grey, 3: YCbCr, 4: CMYK.</param>
    /// <param name="seed">Of the blocks.</param>
    public static byte[] Of(int side, int channels, int seed)
    {
        List<byte> file = [0xFF, 0xD8];
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)Quantum, 64)]);
        Segment(file, 0xC0,
        [
            8, (byte)(side >> 8), (byte)side, (byte)(side >> 8), (byte)side, (byte)channels,
            .. Enumerable.Range(1, channels).SelectMany(channel => new byte[] { (byte)channel, 0x11, 0 }),
        ]);
        // Sizes 0 to 8 of the constant coefficient in 4 bits each; of the others only the end of a block, in 1 bit.
        Segment(file, 0xC4, [0x00, 0, 0, 0, 9, .. new byte[12], .. Enumerable.Range(0, 9).Select(size => (byte)size)]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        Segment(file, 0xDA, [(byte)channels, .. Enumerable.Range(1, channels).SelectMany(channel => new byte[] { (byte)channel, 0 }), 0, 63, 0]);
        file.AddRange(Scan(side / 8 * (side / 8), channels, new Random(seed)));
        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>The file with EXIF that names an orientation.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation, bool isLittle = true)
    {
        List<byte> app1 = [];
        Segment(app1, 0xE1, [.. "Exif\0\0"u8, .. Tiff(orientation, isLittle)]);
        return [.. jpeg[..2], .. app1, .. jpeg[2..]];
    }

    /// <summary>EXIF as it stands in PNG and WebP.</summary>
    public static byte[] Tiff(byte orientation, bool isLittle) => isLittle
        ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
        : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    private static void Segment(List<byte> file, byte marker, byte[] body)
    {
        file.AddRange([0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2)]);
        file.AddRange(body);
    }

    private static IEnumerable<byte> Scan(int blocks, int channels, Random random)
    {
        var bits = new System.Text.StringBuilder();
        var last = new int[channels];
        for (var i = 0; i < blocks * channels; i++)
        {
            var value = random.Next(-120, 121);
            var difference = value - last[i % channels];
            last[i % channels] = value;
            var size = 32 - int.LeadingZeroCount(Math.Abs(difference));
            bits.Append(System.Globalization.CultureInfo.InvariantCulture, $"{size:b4}");
            if (size > 0)
                bits.Append(Convert.ToString(difference > 0 ? difference : difference + (1 << size) - 1, 2).PadLeft(size, '0'));
            bits.Append('0');
        }
        bits.Append('1', (8 - bits.Length % 8) % 8);
        var text = bits.ToString();
        for (var at = 0; at < text.Length; at += 8)
        {
            var value = Convert.ToByte(text.Substring(at, 8), 2);
            yield return value;
            if (value == 0xFF) yield return 0; // else it would be a marker
        }
    }
}
