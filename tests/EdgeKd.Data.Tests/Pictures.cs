using System.Buffers.Binary;

namespace EdgeKd.Data.Tests;

/// <summary>Encoded pictures for the tests.</summary>
internal static class Pictures
{
    public static byte[] Fixture(string name) =>
        File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", name));

    /// <summary>A BMP of 24 bits, written byte by byte.</summary>
    public static byte[] Bmp(int height, int width, Func<int, int, (byte R, byte G, byte B)> color)
    {
        var row = (width * 3 + 3) / 4 * 4;
        var bytes = new byte[54 + row * height];
        "BM"u8.CopyTo(bytes);
        Int32(2, bytes.Length);
        Int32(10, 54);
        Int32(14, 40);
        Int32(18, width);
        Int32(22, height);
        bytes[26] = 1;
        bytes[28] = 24;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = 54 + (height - 1 - y) * row + x * 3;
                (bytes[at + 2], bytes[at + 1], bytes[at]) = color(y, x);
            }
        }
        return bytes;

        void Int32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
    }

    /// <summary>A BMP of one colour.</summary>
    public static byte[] Flat(int size, byte r, byte g, byte b) => Bmp(size, size, (_, _) => (r, g, b));
}
