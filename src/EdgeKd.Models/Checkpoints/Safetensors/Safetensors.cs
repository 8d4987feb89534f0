using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>Reads and writes safetensors files.</summary>
/// <remarks>
/// Layout: header length (8 bytes, little endian), JSON header, raw little-endian data in row-major order. The same names,
/// values and metadata give the same bytes, in whatever order and with whatever strides they are handed in.
/// </remarks>
public static class Safetensors
{
    private const int LengthBytes = 8;

    /// <summary>Writes the tensors to a temporary file beside <paramref name="path"/> and renames it.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">Tensors of any device and strides.</param>
    /// <param name="metadata">Strings kept in the header.</param>
    /// <exception cref="ArgumentException">A name is given twice or reserved, or a type has no place in the format.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = Order(tensors);
        var header = WriteHeader(ordered, metadata);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(header);
                foreach (var (_, tensor) in ordered)
                {
                    WriteData(stream, tensor);
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a file. Nothing is believed before it is checked, and nothing larger than the file is allocated.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors, owned by the result.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or hostile; the message says how.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Load(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var (header, dataStart) = ReadHeader(stream, path);
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            foreach (var entry in header.Entries)
            {
                tensors.Add(entry.Name, ReadData(stream, dataStart, entry, path));
            }

            return new SafetensorsFile(tensors, header.Metadata);
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    /// <summary>Reads the header alone.</summary>
    internal static CheckpointSummary Summarize(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var (header, _) = ReadHeader(stream, path);
        return new CheckpointSummary(
            CheckpointFormat.Safetensors,
            [.. header.Entries.Select(entry => new TensorSummary(entry.Name, entry.Type, entry.Shape))],
            header.Metadata,
            []);
    }

    private static List<KeyValuePair<string, Tensor>> Order(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        // Wide elements first keeps every tensor aligned to its element size.
        List<KeyValuePair<string, Tensor>> ordered =
        [
            .. tensors
                .OrderByDescending(pair => SafetensorsType.Of(pair.Value.dtype, pair.Key).SizeBytes)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal),
        ];
        var names = new HashSet<string> { SafetensorsHeader.MetadataKey };
        foreach (var (name, _) in ordered)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException($"The tensor name '{name}' is reserved or given twice: names in a safetensors file are unique.", nameof(tensors));
            }
        }

        return ordered;
    }

    private static byte[] WriteHeader(List<KeyValuePair<string, Tensor>> ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[LengthBytes]);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                writer.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WriteString(key, value);
                }

                writer.WriteEndObject();
            }

            var offset = 0L;
            foreach (var (name, tensor) in ordered)
            {
                var (code, sizeBytes) = SafetensorsType.Of(tensor.dtype, name);
                writer.WriteStartObject(name);
                writer.WriteString("dtype", code);
                writer.WriteStartArray("shape");
                foreach (var side in tensor.shape)
                {
                    writer.WriteNumberValue(side);
                }

                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                offset += tensor.NumberOfElements * sizeBytes;
                writer.WriteNumberValue(offset);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        // The format allows trailing spaces, and asks for them so that the data begins on an 8-byte boundary.
        while (buffer.Length % LengthBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        var header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - LengthBytes);
        return header;
    }

    private static void WriteData(Stream stream, Tensor tensor)
    {
        if (tensor.NumberOfElements == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        stream.Write(tensor.detach().cpu().contiguous().bytes);
    }

    private static (SafetensorsHeader Header, long DataStart) ReadHeader(FileStream stream, string path)
    {
        var fileBytes = stream.Length;
        if (fileBytes < LengthBytes)
        {
            throw SafetensorsHeader.Damaged(path, $"it has {fileBytes} bytes, fewer than the header length needs");
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        stream.ReadExactly(length);
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerBytes > SafetensorsHeader.LargestBytes || (long)headerBytes > fileBytes - LengthBytes)
        {
            throw SafetensorsHeader.Damaged(path, $"it announces a header of {headerBytes} bytes (file: {fileBytes}, limit: {SafetensorsHeader.LargestBytes})");
        }

        var json = new byte[headerBytes];
        stream.ReadExactly(json);
        var dataStart = LengthBytes + (long)headerBytes;
        return (SafetensorsHeader.Parse(json, fileBytes - dataStart, path), dataStart);
    }

    private static Tensor ReadData(FileStream stream, long dataStart, SafetensorsEntry entry, string path)
    {
        var bytes = new byte[entry.End - entry.Begin];
        stream.Position = dataStart + entry.Begin;
        stream.ReadExactly(bytes);
        if (entry.Type == ScalarType.Bool && bytes.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw SafetensorsHeader.Damaged(path, $"tensor {QuotedName.Of(entry.Name)} is BOOL and holds other bytes than 0 and 1");
        }

        var tensor = empty(entry.Shape, dtype: entry.Type).DetachFromDisposeScope();
        if (bytes.Length > 0)
        {
            tensor.bytes = bytes;
        }

        return tensor;
    }
}
