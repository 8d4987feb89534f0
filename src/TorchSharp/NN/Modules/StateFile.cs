using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// TorchSharp's binary form of tensors: type, number of dimensions and each size as unsigned LEB128, then the elements
/// in row-major order. Whatever is read is checked against what the target expects before memory is taken for it.
/// </summary>
internal static class StateFile
{
    private const int LongestName = 64 * 1024;
    private const int ChunkBytes = 1 << 20;

    public static void WriteNumber(BinaryWriter writer, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value >= 0x80; value >>= 7)
            writer.Write((byte)(value | 0x80));
        writer.Write((byte)value);
    }

    /// <exception cref="InvalidDataException">The number is longer than 63 bits or the stream ends.</exception>
    public static long ReadNumber(BinaryReader reader)
    {
        var value = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var part = ReadByte(reader);
            value |= (long)(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
                return value;
        }

        throw new InvalidDataException("Damaged state file: a number is longer than 63 bits.");
    }

    /// <exception cref="InvalidDataException">The stream ends or the name is absurdly long.</exception>
    public static string ReadName(BinaryReader reader)
    {
        var length = ReadNumber(reader);
        if (length > LongestName)
            throw new InvalidDataException($"Damaged state file: a name of {length} bytes.");
        var bytes = reader.ReadBytes((int)length);
        if (bytes.Length != length)
            throw new InvalidDataException("Damaged state file: it ends within a name.");
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    public static void WriteTensor(BinaryWriter writer, Tensor tensor)
    {
        WriteNumber(writer, (int)tensor.dtype);
        var shape = tensor.shape;
        WriteNumber(writer, shape.Length);
        foreach (var size in shape)
            WriteNumber(writer, size);
        using var guard = no_grad();
        using var detached = tensor.detach();
        using var onCpu = detached.cpu();
        using var rowMajor = onCpu.contiguous();
        writer.Write(rowMajor.bytes);
    }

    /// <exception cref="ArgumentException">Type or shape differ from the target's.</exception>
    /// <exception cref="InvalidDataException">The stream ends.</exception>
    public static void ReadTensorInto(BinaryReader reader, Tensor target, string name)
    {
        var (type, shape, byteCount) = ReadHeader(reader, name);
        if (type != target.dtype)
            throw new ArgumentException($"Mismatched tensor data types while loading '{name}': expected {target.dtype}, found {type}.");
        if (!shape.AsSpan().SequenceEqual(target.shape))
            throw new ArgumentException($"Mismatched tensor shape while loading '{name}': expected [{string.Join(", ", target.shape)}], found [{string.Join(", ", shape)}].");
        using var guard = no_grad();
        using var read = Allocation.Empty(shape, type, CPU);
        var bytes = read.bytes;
        if (bytes.Length != byteCount)
            throw new InvalidDataException($"Damaged state file: '{name}' has {byteCount} bytes where {bytes.Length} are needed.");
        for (var done = 0; done < bytes.Length;)
        {
            var count = reader.Read(bytes[done..]);
            if (count == 0)
                throw new InvalidDataException($"Damaged state file: it ends within tensor '{name}'.");
            done += count;
        }

        target.copy_(read);
    }

    /// <exception cref="InvalidDataException">The stream ends.</exception>
    public static void SkipTensor(BinaryReader reader, string name)
    {
        var (_, _, left) = ReadHeader(reader, name);
        var buffer = new byte[Math.Min(left, ChunkBytes)];
        while (left > 0)
        {
            var count = reader.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (count == 0)
                throw new InvalidDataException($"Damaged state file: it ends within tensor '{name}'.");
            left -= count;
        }
    }

    private static (ScalarType Type, long[] Shape, long ByteCount) ReadHeader(BinaryReader reader, string name)
    {
        var type = ReadNumber(reader);
        var elementBytes = ElementBytes((ScalarType)type)
            ?? throw new InvalidDataException($"Damaged state file: tensor '{name}' has the unknown type {type}.");
        var dimensions = ReadNumber(reader);
        if (dimensions > 64)
            throw new InvalidDataException($"Damaged state file: tensor '{name}' has {dimensions} dimensions.");
        var shape = new long[dimensions];
        var bytes = (Int128)elementBytes;
        for (var i = 0; i < dimensions; i++)
        {
            shape[i] = ReadNumber(reader);
            bytes *= shape[i];
            if (bytes > long.MaxValue)
                throw new InvalidDataException($"Damaged state file: tensor '{name}' is larger than any memory.");
        }

        return ((ScalarType)type, shape, (long)bytes);
    }

    private static int? ElementBytes(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        _ => null,
    };

    private static byte ReadByte(BinaryReader reader)
    {
        var value = reader.BaseStream.ReadByte();
        return value < 0 ? throw new InvalidDataException("Damaged state file: it ends too early.") : (byte)value;
    }
}
