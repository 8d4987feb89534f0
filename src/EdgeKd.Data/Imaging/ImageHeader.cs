using System.Buffers.Binary;

namespace EdgeKd.Data.Imaging;

/// <summary>Format, height and width of an encoded picture, read from its first bytes without decoding it.</summary>
internal readonly record struct ImageHeader(ImageFormat Format, long Height, long Width)
{
    public long Pixels => Height * Width;

    /// <exception cref="InvalidDataException">No format of ours, or cut short, or without pixels.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) throw new InvalidDataException("the file is empty");
        var header =
            data.StartsWith(PngSignature) ? ReadPng(data)
            : data.StartsWith(JpegSignature) ? ReadJpeg(data)
            : data.StartsWith("BM"u8) ? ReadBmp(data)
            : IsWebp(data) ? ReadWebp(data)
            : throw new InvalidDataException("it is no JPEG, PNG, BMP or WebP picture");
        if (header.Height < 1 || header.Width < 1) throw new InvalidDataException("its header says that it has no pixels");
        return header;
    }

    /// <summary>What every PNG begins with.</summary>
    public static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What every JPEG begins with.</summary>
    public static ReadOnlySpan<byte> JpegSignature => [0xFF, 0xD8, 0xFF];

    /// <summary>Whether a file begins as every WebP does.</summary>
    public static bool IsWebp(ReadOnlySpan<byte> data) => data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8);

    private static ImageHeader ReadPng(ReadOnlySpan<byte> data)
    {
        Need(data, 33);
        if (!data[12..].StartsWith("IHDR"u8)) throw new InvalidDataException("the PNG does not begin with its header");
        // Chunks one after another up to IEND: length, type, data, checksum. A missing end is a file cut short.
        for (long at = 8; ; )
        {
            if (at + 12 > data.Length) throw CutShort();
            var length = BinaryPrimitives.ReadUInt32BigEndian(data[(int)at..]);
            var isEnd = data[((int)at + 4)..].StartsWith("IEND"u8);
            at += 12L + length;
            if (at > data.Length) throw CutShort();
            if (isEnd) break;
        }
        return new ImageHeader(ImageFormat.Png, BinaryPrimitives.ReadUInt32BigEndian(data[20..]), BinaryPrimitives.ReadUInt32BigEndian(data[16..]));
    }

    private static ImageHeader ReadBmp(ReadOnlySpan<byte> data)
    {
        Need(data, 26);
        var isCore = BinaryPrimitives.ReadUInt32LittleEndian(data[14..]) == 12;
        long width = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(data[18..]) : BinaryPrimitives.ReadInt32LittleEndian(data[18..]);
        long height = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(data[20..]) : BinaryPrimitives.ReadInt32LittleEndian(data[22..]);
        return new ImageHeader(ImageFormat.Bmp, Math.Abs(height), width); // a negative height: rows from the top
    }

    private static ImageHeader ReadWebp(ReadOnlySpan<byte> data)
    {
        Need(data, 30);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        if (size + 8L > data.Length) throw CutShort();
        var chunk = data[12..16];
        var body = data[20..];
        if (chunk.SequenceEqual("VP8X"u8)) return new ImageHeader(ImageFormat.Webp, 1 + UInt24(body[7..]), 1 + UInt24(body[4..]));
        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return new ImageHeader(ImageFormat.Webp, 1 + (bits >> 14 & 0x3FFF), 1 + (bits & 0x3FFF));
        }
        if (chunk.SequenceEqual("VP8 "u8))
            return new ImageHeader(ImageFormat.Webp, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF);
        throw new InvalidDataException("the WebP holds no picture");
    }

    private static long UInt24(ReadOnlySpan<byte> at) => at[0] | at[1] << 8 | at[2] << 16;

    /// <summary>Walks the segments to the frame header, and on to the end marker.</summary>
    private static ImageHeader ReadJpeg(ReadOnlySpan<byte> data)
    {
        ImageHeader? header = null;
        for (var at = 2; ; )
        {
            var skip = data[at..].IndexOf((byte)0xFF);
            if (skip < 0 || at + skip + 2 > data.Length) throw CutShort();
            at += skip;
            var marker = data[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill byte
                continue;
            }
            at += 2;
            if (marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8)) continue; // stuffed byte, restart: no length follows
            if (marker == 0xD9) break;
            if (at + 2 > data.Length) throw CutShort();
            var length = BinaryPrimitives.ReadUInt16BigEndian(data[at..]);
            if (length < 2 || at + length > data.Length) throw CutShort();
            // SOF0 to SOF15, without DHT, JPG and DAC
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (length < 8) throw CutShort();
                if (header is not null) throw new InvalidDataException("the JPEG has two frame headers");
                header = new ImageHeader(ImageFormat.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(data[(at + 3)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(data[(at + 5)..]));
            }
            at += length;
        }
        return header ?? throw new InvalidDataException("the JPEG has no frame header");
    }

    private static void Need(ReadOnlySpan<byte> data, int length)
    {
        if (data.Length < length) throw CutShort();
    }

    private static InvalidDataException CutShort() => new("the file is cut short");
}
