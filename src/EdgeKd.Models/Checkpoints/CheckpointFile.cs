using System.Buffers.Binary;
using EdgeKd.Models.PyTorch;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>The weights of a checkpoint in any of the formats that are read.</summary>
/// <remarks>
/// Owns the tensors, which are on the CPU and outside every dispose scope; disposing it releases them. Nothing in a file is
/// run: a pickle may describe tensors and plain values, and whatever else it names is an error.
/// </remarks>
public sealed class CheckpointFile : IDisposable
{
    private const int StartBytes = 9;
    private const byte JsonStart = (byte)'{';

    internal CheckpointFile(
        CheckpointFormat format,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string> metadata,
        IReadOnlyList<string> notes)
    {
        Format = format;
        Tensors = tensors;
        Metadata = metadata;
        Notes = notes;
    }

    /// <summary>The file's format.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>The weights under the names that the file gives them, of any strides.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The strings of a safetensors header; empty for PyTorch's formats.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Where in the file the weights were found and what was left there, a line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Reads a file. Its format is told by its first bytes, not by its name.</summary>
    /// <param name="path">A safetensors file, or one that <c>torch.save</c> wrote: a state dict, or a training's checkpoint with
    /// one under a usual key.</param>
    /// <exception cref="InvalidDataException">The file is damaged, hostile or of no such format; one line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CheckpointFile Load(string path)
    {
        if (IsPyTorch(path))
        {
            return PyTorchReader.Load(path);
        }

        var file = Safetensors.Load(path);
        return new CheckpointFile(CheckpointFormat.Safetensors, file.Tensors, file.Metadata, []);
    }

    /// <summary>Reads names, types and shapes alone.</summary>
    /// <inheritdoc cref="Load"/>
    public static CheckpointSummary Summarize(string path) =>
        IsPyTorch(path) ? PyTorchReader.Summarize(path) : Safetensors.Summarize(path);

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>The format that a file's content looks like; null for files of other kinds.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CheckpointFormat? FormatOf(string path)
    {
        var start = Start(path, out var fileBytes);
        return start switch
        {
            [_, _, _, _, _, _, _, _, JsonStart] => BinaryPrimitives.ReadUInt64LittleEndian(start) < (ulong)fileBytes ? CheckpointFormat.Safetensors : null,
            [PyTorchReader.PickleStart, ..] => CheckpointFormat.LegacyPyTorch,
            [(byte)'P', (byte)'K', ..] => PyTorchReader.IsArchive(path) ? CheckpointFormat.PyTorch : null,
            _ => null,
        };
    }

    // A header of 128 bytes begins as a pickle does, one of 19,280 bytes as an archive: the brace behind it comes first.
    private static bool IsPyTorch(string path) => Start(path, out _) switch
    {
        { Length: < StartBytes } or [_, _, _, _, _, _, _, _, JsonStart] => false,
        [PyTorchReader.PickleStart, ..] or [(byte)'P', (byte)'K', ..] => true,
        // Left to the safetensors reader, a file of another kind would be a damaged header.
        _ => throw new InvalidDataException($"{path}: it is neither a safetensors file nor one of torch.save (.pth, .pt)."),
    };

    // The length of a safetensors header, and its first byte.
    private static byte[] Start(string path, out long fileBytes)
    {
        var start = new byte[StartBytes];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        fileBytes = stream.Length;
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
