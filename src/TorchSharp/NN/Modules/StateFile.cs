using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// TorchSharp's binary form of a state dictionary: the number of entries, and for each its name and its tensor. Whatever
/// is read is checked against what the target expects before memory is taken for it.
/// </summary>
internal static class StateFile
{
    private const int LongestNameBytes = 64 * 1024;

    public static void WriteNumber(BinaryWriter writer, long value) => writer.Write7BitEncodedInt64(value);

    /// <exception cref="InvalidDataException">There is no number, or it is negative, or the stream ends.</exception>
    public static long ReadNumber(BinaryReader reader)
    {
        try
        {
            var value = reader.Read7BitEncodedInt64();
            return value >= 0 ? value : throw new InvalidDataException($"Damaged state file: it holds {value} entries.");
        }
        catch (Exception error) when (error is FormatException or EndOfStreamException)
        {
            throw new InvalidDataException("Damaged state file: it ends too early or is none.", error);
        }
    }

    /// <exception cref="InvalidDataException">The stream ends or the name is absurdly long.</exception>
    public static string ReadName(BinaryReader reader)
    {
        var length = ReadNumber(reader);
        if (length > LongestNameBytes)
            throw new InvalidDataException($"Damaged state file: a name of {length} bytes.");
        var bytes = reader.ReadBytes((int)length);
        if (bytes.Length != length)
            throw new InvalidDataException("Damaged state file: it ends within a name.");
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    /// <exception cref="ArgumentException">Type or shape differ from the target's.</exception>
    /// <exception cref="InvalidDataException">The stream ends or holds no tensor.</exception>
    public static void ReadTensorInto(BinaryReader reader, Tensor target, string name)
        => Read(reader, name, (type, shape) =>
        {
            if (type != target.dtype)
                throw new ArgumentException($"Mismatched tensor data types while loading '{name}': expected {target.dtype}, found {type}.");
            if (!shape.AsSpan().SequenceEqual(target.shape))
                throw new ArgumentException($"Mismatched tensor shape while loading '{name}': expected [{string.Join(", ", target.shape)}], found [{string.Join(", ", shape)}].");
            using var guard = no_grad();
            using var read = TensorStream.ReadElements(reader, type, shape);
            target.copy_(read);
        });

    /// <exception cref="InvalidDataException">The stream ends or holds no tensor.</exception>
    public static void SkipTensor(BinaryReader reader, string name)
        => Read(reader, name, (type, shape) => TensorStream.ReadElements(reader, type, shape).Dispose());

    private static void Read(BinaryReader reader, string name, Action<ScalarType, long[]> readElements)
    {
        try
        {
            var (type, shape) = TensorStream.ReadHeader(reader);
            readElements(type, shape);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidDataException($"Damaged state file: tensor '{name}': {error.Message}", error);
        }
    }
}
