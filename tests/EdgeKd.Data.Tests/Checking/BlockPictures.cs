namespace EdgeKd.Data.Tests.Checking;

/// <summary>Pictures of random blocks of colour: none is like another.</summary>
internal static class BlockPictures
{
    private const int Blocks = 8;

    /// <summary>A picture of 8×8 blocks.</summary>
    /// <param name="seed">The same seed gives the same blocks at any size.</param>
    /// <param name="side">Height and width in pixels, a multiple of 8.</param>
    public static DecodedImage Of(int seed, int side = 32)
    {
        var colours = new byte[Blocks * Blocks * 3];
        new Random(seed).NextBytes(colours);
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % side, y = i / 3 / side;
            pixels[i] = colours[3 * ((y * Blocks / side * Blocks) + (x * Blocks / side)) + i % 3];
        }
        return new DecodedImage(side, side, pixels);
    }

    public static byte[] Png(int seed, int side = 32) => ImageEncoder.Png(Of(seed, side));

    public static byte[] Jpeg(int seed, int quality = 90, int side = 32) => ImageEncoder.Jpeg(Of(seed, side), quality);

    public static byte[] Bmp(int seed, int side = 32)
    {
        var pixels = Of(seed, side).Pixels;
        return Pictures.Bmp(side, side, (y, x) => (pixels[3 * (y * side + x)], pixels[3 * (y * side + x) + 1], pixels[3 * (y * side + x) + 2]));
    }
}
