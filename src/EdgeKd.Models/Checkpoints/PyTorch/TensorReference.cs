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
        Require(storage is StorageReference, "a tensor of its pickle has no storage");
        var place = (StorageReference)storage!;
        Require((type ?? place.Type) is not null, $"a tensor in storage {QuotedName.Of(place.Key)} does not say what type it has");
        Require(offset is >= 0L, $"a tensor in storage {QuotedName.Of(place.Key)} begins at {(offset as long?)?.ToString() ?? "no number"}");
        var reference = new TensorReference(
            place, (type ?? place.Type)!.Value, (long)offset!, Numbers(shape, "shape"), Numbers(strides, "strides"));
        reference.RequireInside();
        return reference;
    }

    private static long[] Numbers(object? value, string what)
    {
        Require(
            value is object?[] items && items.Length <= MaxDimensions && items.All(item => item is >= 0L),
            $"a tensor of its pickle has {what} that are not up to {MaxDimensions} numbers of 0 or more");
        return [.. ((object?[])value!).Cast<long>()];
    }

    private static UInt128 Elements(long[] shape)
    {
        UInt128 count = 1;
        foreach (var length in shape)
        {
            // As in libtorch an overflow is an error even where a later length is 0.
            count *= (ulong)length;
            Require(count <= long.MaxValue, $"a tensor of its pickle has the shape [{string.Join(", ", shape)}], more than any file can hold");
        }

        return count;
    }

    private void RequireInside()
    {
        Require(Shape.Length == Strides.Length, $"a tensor of its pickle has {Shape.Length} lengths and {Strides.Length} strides");
        Require(
            Storage.LengthBytes % TorchType.SizeBytes(Type) == 0,
            $"storage {QuotedName.Of(Storage.Key)} of {Storage.LengthBytes} bytes is no whole number of {Type} elements");
        var available = (UInt128)(Storage.LengthBytes / TorchType.SizeBytes(Type));
        var isEmpty = Elements(Shape) == 0;
        var end = (UInt128)(ulong)Offset + (isEmpty ? 0u : 1u);
        if (!isEmpty)
        {
            foreach (var (length, stride) in Shape.Zip(Strides))
            {
                end += (UInt128)(ulong)(length - 1) * (ulong)stride;
            }
        }

        Require(
            end <= available,
            $"a tensor of shape [{string.Join(", ", Shape)}] and strides [{string.Join(", ", Strides)}] at {Offset} leaves its storage {QuotedName.Of(Storage.Key)} of {available} elements");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
