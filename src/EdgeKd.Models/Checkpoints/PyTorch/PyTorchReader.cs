using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.PyTorch;

/// <summary>Reads the weights out of a file of <c>torch.save</c>, new or old.</summary>
internal static class PyTorchReader
{
    /// <summary>The first byte of every pickle since protocol 2.</summary>
    public const byte PickleStart = (byte)PickleOpcode.Proto;

    /// <summary>Whether a ZIP archive is one of torch.save; a damaged one is none.</summary>
    public static bool IsArchive(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return ZipTorchArchive.IsOne(zip.Entries.Select(entry => entry.FullName));
        }
        catch (Exception error) when (IsDamage(error))
        {
            return false;
        }
    }

    /// <summary>Reads names, types and shapes.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or hostile; the message says how.</exception>
    public static CheckpointSummary Summarize(string path) => Open(path, (archive, weights, _) => new CheckpointSummary(
        archive.Format,
        [.. weights.Tensors.Select(pair => new TensorSummary(pair.Key, pair.Value.Type, pair.Value.Shape))],
        new Dictionary<string, string>(),
        weights.Notes));

    /// <summary>Reads the tensors. Each keeps the strides that it was saved with, and those of one storage share its memory.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or hostile; the message says how.</exception>
    public static CheckpointFile Load(string path) => Open(path, (archive, weights, fileBytes) =>
    {
        var limit = new UnpackingLimit(fileBytes, UnpackingLimit.TensorBytes);
        foreach (var (_, tensor) in weights.Tensors)
        {
            limit.Add(tensor.SizeBytes);
        }

        return new CheckpointFile(archive.Format, Tensors(archive, weights.Tensors), new Dictionary<string, string>(), weights.Notes);
    });

    private static T Open<T>(string path, Func<ITorchArchive, WeightsInContainer, long, T> read)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var isPickle = stream.ReadByte() == PickleStart;
            stream.Position = 0;
            var fileBytes = stream.Length;
            using ITorchArchive archive = isPickle ? LegacyTorchArchive.Open(stream) : ZipTorchArchive.Open(stream);
            return read(archive, WeightsInContainer.Find(archive.Root), fileBytes);
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw new InvalidDataException($"{path}: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", error);
        }
    }

    // The ZIP reader has many words for a damaged archive; to the caller they are one thing.
    private static bool IsDamage(Exception error) =>
        error is InvalidDataException or ArgumentException or NotSupportedException or EndOfStreamException or OverflowException;

    private static Dictionary<string, Tensor> Tensors(ITorchArchive archive, IReadOnlyList<KeyValuePair<string, TensorReference>> references)
    {
        var tensors = new Dictionary<string, Tensor>();
        var storages = new Dictionary<(StorageReference, ScalarType), Tensor>();
        try
        {
            foreach (var (name, reference) in references)
            {
                var key = (reference.Storage, reference.Type);
                if (!storages.TryGetValue(key, out var storage))
                {
                    storages.Add(key, storage = Storage(archive, reference));
                }

                tensors.Add(name, storage.as_strided(reference.Shape, reference.Strides, reference.Offset).DetachFromDisposeScope());
            }

            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
        finally
        {
            // Its tensors keep its memory.
            foreach (var storage in storages.Values)
            {
                storage.Dispose();
            }
        }
    }

    private static Tensor Storage(ITorchArchive archive, TensorReference reference)
    {
        var storage = reference.Storage;
        if (storage.LengthBytes > int.MaxValue)
        {
            throw new InvalidDataException($"storage {QuotedName.Of(storage.Key)} has {storage.LengthBytes} bytes, the largest supported is {int.MaxValue}");
        }

        var elementBytes = TorchType.SizeBytes(reference.Type);
        var tensor = empty([storage.LengthBytes / elementBytes], dtype: reference.Type).DetachFromDisposeScope();
        try
        {
            archive.Read(storage, tensor.bytes);
            if (reference.Type == ScalarType.Bool && tensor.bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                throw new InvalidDataException($"storage {QuotedName.Of(storage.Key)} is of booleans and holds other bytes than 0 and 1");
            }

            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }
}
