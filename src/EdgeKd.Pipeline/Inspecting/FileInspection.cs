using EdgeKd.Models;

namespace EdgeKd.Pipeline.Inspecting;

/// <summary>Says what a file holds. The kind is told by its content, not by its name.</summary>
public static class FileInspection
{
    private const int StartBytes = 6;

    /// <summary>Describes a bundle, an ONNX model, a checkpoint (safetensors or PyTorch) or a packed part of a data set.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged or of no known kind; one line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Inspection Describe(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file");
        var start = new byte[StartBytes];
        using (var stream = File.OpenRead(path))
            stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (start.AsSpan().StartsWith("EKDIMG"u8))
            return ImagesInspection.Describe(path);
        if (CheckpointFile.FormatOf(path) is not null)
            return CheckpointInspection.Describe(path);
        if (start.AsSpan().StartsWith("PK"u8))
            return BundleInspection.Describe(path);
        // ONNX has no mark of its own: what starts with field 1 (ir_version) is tried.
        if (start[0] == 0x08)
            return OnnxInspection.Describe(path);
        throw new InvalidDataException($"{path}: it is no bundle (.zip), ONNX model, checkpoint (safetensors or PyTorch) or packed image file");
    }
}
