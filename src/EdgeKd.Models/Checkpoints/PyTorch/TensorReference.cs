using static TorchSharp.torch;

namespace EdgeKd.Models.PyTorch;

/// <summary>A tensor that a pickle describes: a view of a storage, proven to lie within it.</summary>
/// <param name="Storage">Where its elements lie.</param>
/// <param name="Type">Element type.</param>
/// <param name="Offset">The first element, counted in elements.</param>
/// <param name="Shape">Lengths; empty for a scalar.</param>
/// <param name="Strides">Steps in elements, one a length.</param>
internal sealed record TensorReference(StorageReference Storage, ScalarType Type, long Offset, long[] Shape, long[] Strides)
{
    private const int MaxDimensions = 64;

    /// <summary>Elements times their size: more than the storage holds where strides are 0.</summary>
    public UInt128 SizeBytes => Elements(Shape) * (UInt128)TorchType.SizeBytes(Type);

    /// <summary>Checks a description against its storage.</summary>
    /// <exception cref="InvalidDataException">It is no tensor, or leaves its storage.</exception>
    public static TensorReference Of(object? storage, ScalarType? type, object? offset, object? shape, object? strides)
    {
        // A hostile pickle may describe a tensor every five bytes, so that a message is made only when it is thrown.
        if (storage is not StorageReference place)
        {
            throw new InvalidDataException("a tensor of its pickle has no storage");
        }

        if ((type ?? place.Type) is not { } elementType)
        {
            throw new InvalidDataException($"a tensor in storage {QuotedName.Of(place.Key)} does not say what type it has");
        }

        if (offset is not (long and >= 0 and var first))
        {
            throw new InvalidDataException($"a tensor in storage {QuotedName.Of(place.Key)} begins at {(offset as long?)?.ToString() ?? "no number"}");
        }

        var reference = new TensorReference(place, elementType, first, Numbers(shape, "shape"), Numbers(strides, "strides"));
        reference.RequireInside();
        return place.Root is { } root
            ? reference with { Storage = root, Offset = first + (place.BeginBytes / TorchType.SizeBytes(elementType)) }
            : reference;
    }

    private static long[] Numbers(object? value, string what)
    {
        if (value is not object?[] { Length: <= MaxDimensions } items)
        {
            throw Unusable(what);
        }

        var numbers = new long[items.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = items[i] is long and >= 0 and var number ? number : throw Unusable(what);
        }

        return numbers;
    }

    private static InvalidDataException Unusable(string what) =>
        new($"a tensor of its pickle has {what} that are not up to {MaxDimensions} numbers of 0 or more");

    private static UInt128 Elements(long[] shape)
    {
        UInt128 count = 1;
        foreach (var length in shape)
        {
            // As in libtorch an overflow is an error even where a later length is 0.
            count *= (ulong)length;
            if (count > long.MaxValue)
            {
                throw new InvalidDataException($"a tensor of its pickle has the shape [{string.Join(", ", shape)}], more than any file can hold");
            }
        }

        return count;
    }

    private void RequireInside()
    {
        if (Shape.Length != Strides.Length)
        {
            throw new InvalidDataException($"a tensor of its pickle has {Shape.Length} lengths and {Strides.Length} strides");
        }

        var elementBytes = TorchType.SizeBytes(Type);
        if (Storage.LengthBytes % elementBytes != 0 || Storage.BeginBytes % elementBytes != 0)
        {
            throw new InvalidDataException($"storage {QuotedName.Of(Storage.Key)} of {Storage.LengthBytes} bytes is no whole number of {Type} elements");
        }

        // One past the last element; an empty tensor has none.
        var end = (UInt128)(ulong)Offset;
        if (Elements(Shape) > 0)
        {
            end++;
            for (var i = 0; i < Shape.Length; i++)
            {
                end += (UInt128)(ulong)(Shape[i] - 1) * (ulong)Strides[i];
            }
        }

        var available = Storage.LengthBytes / elementBytes;
        if (end > (ulong)available)
        {
            throw new InvalidDataException(
                $"a tensor of shape [{string.Join(", ", Shape)}] and strides [{string.Join(", ", Strides)}] at {Offset} leaves its storage {QuotedName.Of(Storage.Key)} of {available} elements");
        }
    }
}
