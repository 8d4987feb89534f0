using static TorchSharp.torch;

namespace EdgeKd.Models.PyTorch;

/// <summary>A storage that a pickle names by its key.</summary>
/// <param name="Key">The record of the archive, or the key of the old format.</param>
/// <param name="Type">Element type; null where the storage is one of bytes and its tensors say what they hold.</param>
/// <param name="LengthBytes">Its bytes.</param>
/// <param name="Root">The storage of that key, where this is a view of it as the old format knows them; else null.</param>
/// <param name="BeginBytes">The view's first byte in its root.</param>
internal sealed record StorageReference(string Key, ScalarType? Type, long LengthBytes, StorageReference? Root = null, long BeginBytes = 0)
{
    /// <summary>Reads what follows the word <c>storage</c> in a persistent identifier: type, key, location, elements.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static StorageReference Of(object?[] identifier)
    {
        if (identifier is not ["storage", PickleGlobal { Meaning: StorageClass type }, var key, string, long elements, ..]
            || (key as string ?? (key is long number ? $"{number}" : null)) is not { } name)
        {
            throw new InvalidDataException(identifier is ["module", ..]
                ? "it holds whole modules, which are code: save the weights alone with torch.save(model.state_dict(), path)"
                : "its pickle refers to something that is no storage");
        }

        if (elements < 0 || elements > long.MaxValue / type.SizeBytes)
        {
            throw new InvalidDataException($"storage {QuotedName.Of(name)} claims {elements} elements");
        }

        return new StorageReference(name, type.Type, elements * type.SizeBytes);
    }
}

/// <summary>A class of storages.</summary>
/// <param name="Type">The element type; null for bytes of any type.</param>
internal sealed record StorageClass(ScalarType? Type)
{
    public int SizeBytes => Type is { } type ? TorchType.SizeBytes(type) : 1;
}
