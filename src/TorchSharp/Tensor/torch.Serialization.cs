using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    private static ReadOnlySpan<byte> FileMark => "EDGEKD-TENSOR-1\n"u8;

    /// <summary>
    /// Writes a tensor to a file of this library's own format (a mark, then what
    /// <see cref="TensorExtensionMethods.Save"/> writes), under a temporary name first.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void save(Tensor t, string location)
    {
        var temporary = location + ".part";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(FileMark);
            using var writer = new BinaryWriter(stream);
            t.Save(writer);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, location, overwrite: true);
    }

    /// <exception cref="InvalidDataException">Not such a file, or cut short.</exception>
    public static Tensor load(string location)
    {
        using var stream = File.OpenRead(location);
        Span<byte> mark = stackalloc byte[FileMark.Length];
        if (stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) < mark.Length || !mark.SequenceEqual(FileMark))
            throw new InvalidDataException($"{location} is not a tensor file: torch.save writes one");
        using var reader = new BinaryReader(stream);
        try
        {
            var (type, shape) = TensorStream.ReadHeader(reader);
            return TensorStream.ReadElements(reader, type, shape);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidDataException($"{location}: {error.Message}", error);
        }
    }

    public partial class Tensor
    {
        /// <inheritdoc cref="torch.save(Tensor, string)"/>
        public void save(string location) => torch.save(this, location);

        /// <inheritdoc cref="torch.load(string)"/>
        public static Tensor load(string location) => torch.load(location);
    }
}
