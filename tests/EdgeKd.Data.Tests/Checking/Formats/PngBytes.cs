using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace EdgeKd.Data.Tests.Checking;

/// <summary>PNG files, chunk by chunk.</summary>
internal static class PngBytes
{
    public const byte Grey = 0, Rgb = 2, GreyAlpha = 4, Rgba = 6;

    /// <summary>A picture of noise.</summary>
    /// <param name="side">Height and width in pixels.</param>
    /// <param name="bits">Bits a channel, 8 or 16.</param>
    /// <param name="colourType">PNG's number of the channels.</param>
    /// <param name="before">Chunks between header and pixels.</param>
    /// <param name="after">Chunks between pixels and end.</param>
    public static byte[] Of(int side, byte bits, byte colourType, byte[]? before = null, byte[]? after = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        (header[8], header[9]) = (bits, colourType);
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. before ?? [],
            .. Chunk("IDAT"u8, Pixels(side, bits, colourType, side * bits + colourType)), .. after ?? [], .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>Two frames, the second of which only a player of APNG sees.</summary>
    public static byte[] Animated(int side)
    {
        var second = new byte[4].Concat(Pixels(side, 8, Rgb, seed: 77)).ToArray();
        BinaryPrimitives.WriteInt32BigEndian(second, 2);
        return Of(side, 8, Rgb,
            [.. Chunk("acTL"u8, [0, 0, 0, 2, 0, 0, 0, 0]), .. FrameControl(0, side)],
            [.. FrameControl(1, side), .. Chunk("fdAT"u8, second)]);
    }

    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        var chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        type.CopyTo(chunk.AsSpan(4));
        body.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }

    private static byte[] FrameControl(int sequence, int side)
    {
        var control = new byte[26];
        BinaryPrimitives.WriteInt32BigEndian(control, sequence);
        BinaryPrimitives.WriteInt32BigEndian(control.AsSpan(4), side);
        BinaryPrimitives.WriteInt32BigEndian(control.AsSpan(8), side);
        return Chunk("fcTL"u8, control);
    }

    private static byte[] Pixels(int side, byte bits, byte colourType, int seed)
    {
        var channels = colourType switch { Grey => 1, GreyAlpha => 2, Rgb => 3, _ => 4 };
        var row = new byte[1 + side * channels * bits / 8]; // a row begins with its filter, 0
        var random = new Random(seed);
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            for (var y = 0; y < side; y++)
            {
                random.NextBytes(row.AsSpan(1));
                zlib.Write(row);
            }
        }
        return compressed.ToArray();
    }
}
