using Google.Protobuf;

namespace EdgeKd.Onnx;

/// <summary>Reads and writes ONNX model files.</summary>
/// <remarks>
/// <para>Writing is deterministic: fields go out in the order of their numbers, so the same model gives the same bytes.</para>
/// <para>Reading trusts nothing: the size is checked before the file is read, the structure before objects are made from
/// it, and each constant's length against its shape. Models that keep constants in other files are refused.</para>
/// <para>Fields that this program does not know survive <see cref="Load"/> followed by <see cref="Save"/>.</para>
/// </remarks>
public static class OnnxFile
{
    /// <summary>The largest file that <see cref="Load"/> reads unless told otherwise, in bytes (512 MiB).</summary>
    public const long DefaultMaxSizeBytes = 512L << 20;

    /// <summary>Writes a model to a file, all or nothing: a temporary file in the same folder is flushed and renamed.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(ModelProto model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Path.GetFullPath(path);
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                model.WriteTo(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads and checks a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxSizeBytes">The largest size to accept, in bytes.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is too large, cut off, damaged or not an ONNX model, or keeps
    /// constants outside itself.</exception>
    public static ModelProto Load(string path, long maxSizeBytes = DefaultMaxSizeBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"{path}: there is no such model file.", path);
        RequireSize(file.Length, maxSizeBytes, path);
        // The length is checked again on what was read: the file may have grown in between.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        RequireSize(stream.Length, maxSizeBytes, path);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes, path);
    }

    /// <summary>Reads and checks a model from memory.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="nameForErrors">What to call the model in messages, usually its path.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static ModelProto Parse(ReadOnlySpan<byte> bytes, string nameForErrors)
    {
        if (bytes.IsEmpty)
            throw new InvalidDataException($"{nameForErrors}: the file is empty; export or download the model again.");
        WireStructure.Check(bytes, ModelProto.Descriptor, nameForErrors);
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException(
                $"{nameForErrors}: not a sound ONNX file ({OneLine(e.Message)}); export or download the model again.", e);
        }

        ModelCheck.Require(model, nameForErrors);
        return model;
    }

    private static void RequireSize(long sizeBytes, long maxSizeBytes, string path)
    {
        if (sizeBytes > maxSizeBytes)
            throw new InvalidDataException(
                $"{path}: the model file has {sizeBytes:N0} bytes, more than the {maxSizeBytes:N0} that are accepted; is it the right file?");
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
