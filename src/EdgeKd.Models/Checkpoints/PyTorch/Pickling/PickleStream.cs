using System.Buffers.Binary;
using System.Text;

namespace EdgeKd.Models.PyTorch;

/// <summary>Reads the parts of a pickle; a length is believed only as far as bytes follow it.</summary>
/// <param name="stream">Seekable, at the first opcode. Left behind the last one.</param>
internal sealed class PickleStream(Stream stream)
{
    private const int LongestName = 1024;

    /// <summary>Bytes that follow.</summary>
    public long Left => stream.Length - stream.Position;

    public byte Byte()
    {
        var value = stream.ReadByte();
        return value >= 0 ? (byte)value : throw CutOff();
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <exception cref="InvalidDataException">Fewer bytes follow.</exception>
    public byte[] Bytes(ulong count)
    {
        if (count > (ulong)Left || count > (ulong)Array.MaxLength)
        {
            throw CutOff();
        }

        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public string Text(ulong count) => Encoding.UTF8.GetString(Bytes(count));

    /// <summary>A name that ends with a line feed.</summary>
    public string Line()
    {
        var bytes = new List<byte>();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            if (bytes.Count == LongestName)
            {
                throw new InvalidDataException($"a name in its pickle is longer than {LongestName} bytes");
            }

            bytes.Add(next);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static InvalidDataException CutOff() => new("its pickle is cut off or damaged: more bytes are announced than follow");
}
