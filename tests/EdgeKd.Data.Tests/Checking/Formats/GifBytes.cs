namespace EdgeKd.Data.Tests.Checking;

/// <summary>GIF files whose frames have one pixel.</summary>
internal static class GifBytes
{
    public static byte[] Of(int frames) =>
    [
        .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, // 1×1 pixel, a table of 2 colours
        0, 0, 0, 255, 255, 255,
        .. Enumerable.Repeat<byte[]>(
        [
            0x21, 0xF9, 4, 0, 10, 0, 0, 0, // how long it is shown
            0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0,
        ], frames).SelectMany(frame => frame),
        0x3B,
    ];
}
