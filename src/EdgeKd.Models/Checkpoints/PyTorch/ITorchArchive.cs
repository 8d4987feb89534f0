namespace EdgeKd.Models.PyTorch;

/// <summary>An opened file of <c>torch.save</c>: what was saved, and the bytes of the storages that it refers to.</summary>
internal interface ITorchArchive : IDisposable
{
    CheckpointFormat Format { get; }

    /// <summary>The saved value: a <see cref="PickleDictionary"/> in every file of weights.</summary>
    object? Root { get; }

    /// <summary>Reads a whole storage; its tensors were checked against its length when the file was opened.</summary>
    /// <param name="storage">One that <see cref="Root"/> holds.</param>
    /// <param name="target">Of the storage's length.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    void Read(StorageReference storage, Span<byte> target);
}
