using System.Buffers.Binary;

namespace EdgeKd.Data.Checking;

/// <summary>Reads the orientation from EXIF (CIPA DC-008, section 4.6: a TIFF file of tags).</summary>
internal static class Exif
{
    /// <summary>The orientation of a picture that has not to be turned.</summary>
    public const int Upright = 1;

    private const int OrientationTag = 0x0112, ShortType = 3, EntryBytes = 12;

    /// <summary>The orientation, 1 to 8; <see cref="Upright"/> where there is none that can be read.</summary>
    public static int OrientationOf(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return Upright;
        var isLittle = tiff.StartsWith("II"u8);
        if ((!isLittle && !tiff.StartsWith("MM"u8)) || UInt16(tiff[2..], isLittle) != 42) return Upright;
        var directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2) return Upright;
        var count = UInt16(tiff[(int)directory..], isLittle);
        var entries = tiff[((int)directory + 2)..];
        for (var i = 0; i < count && (i + 1) * EntryBytes <= entries.Length; i++)
        {
            var entry = entries.Slice(i * EntryBytes, EntryBytes);
            if (UInt16(entry, isLittle) != OrientationTag || UInt16(entry[2..], isLittle) != ShortType) continue;
            return UInt16(entry[8..], isLittle) is >= 1 and <= 8 and var orientation ? orientation : Upright;
        }
        return Upright;
    }

    private static int UInt16(ReadOnlySpan<byte> at, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
}
