namespace TorchSharp.Utils;

/// <summary>Reads tensors from streams that are not trusted: sizes are checked before memory is taken.</summary>
internal static class TensorStream
{
    private const int MostDimensions = 64;

    /// <exception cref="InvalidDataException">Not the start of a tensor.</exception>
    public static (torch.ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        var type = ReadNumber(reader, "element type");
        if (type is < 0 or > sbyte.MaxValue || !Enum.IsDefined((torch.ScalarType)type))
            throw new InvalidDataException($"the stream is no tensor: element type {type}");
        var rank = ReadNumber(reader, "number of dimensions");
        if (rank is < 0 or > MostDimensions) throw new InvalidDataException($"the stream is no tensor: {rank} dimensions");
        var shape = new long[rank];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = ReadNumber(reader, "size");
            if (shape[i] < 0) throw new InvalidDataException($"the stream is no tensor: a dimension of size {shape[i]}");
        }

        return ((torch.ScalarType)type, shape);
    }

    /// <exception cref="InvalidDataException">Over 2 GiB, or more than a seekable stream still holds.</exception>
    /// <exception cref="EndOfStreamException">The stream ends early.</exception>
    public static torch.Tensor ReadElements(BinaryReader reader, torch.ScalarType type, long[] shape)
    {
        var sizeBytes = new System.Numerics.BigInteger(type.ElementSize());
        foreach (var size in shape) sizeBytes *= size;
        var stream = reader.BaseStream;
        if (sizeBytes > int.MaxValue || (stream.CanSeek && sizeBytes > stream.Length - stream.Position))
            throw new InvalidDataException($"the stream does not hold the {sizeBytes} bytes of a {string.Join('x', shape)} tensor of {type}");
        var tensor = torch.empty(shape, type, torch.CPU);
        try
        {
            reader.BaseStream.ReadExactly(tensor.bytes);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static long ReadNumber(BinaryReader reader, string what)
    {
        try
        {
            return reader.Read7BitEncodedInt64();
        }
        catch (FormatException)
        {
            throw new InvalidDataException($"the stream is no tensor: its {what} is no number");
        }
    }
}
