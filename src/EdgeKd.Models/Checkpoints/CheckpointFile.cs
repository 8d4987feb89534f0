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
    private const int ZipStart = 'P' | ('K' << 8);
    private const int JsonAt = 8;

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

    private static bool IsPyTorch(string path)
    {
        Span<byte> start = stackalloc byte[JsonAt + 1];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length > 1 && (start[0] == PyTorchReader.PickleStart || (start[0] | (start[1] << 8)) == ZipStart))
        {
            return true;
        }

        // Left to the safetensors reader, a file of another kind would be a damaged header.
        return length <= JsonAt || start[JsonAt] == '{'
            ? false
            : throw new InvalidDataException($"{path}: it is neither a safetensors file nor one of torch.save (.pth, .pt).");
    }
}
