using System.IO.Compression;
using System.Text;

namespace EdgeKd.Pipeline.Store;

/// <summary>Writes files so that a reader sees the old or the new contents, never half of them.</summary>
internal static class AtomicFile
{
    public static void WriteAllText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    public static void WriteAllBytes(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    public static void Copy(string source, string path) => Write(path, stream =>
    {
        using var from = File.OpenRead(source);
        from.CopyTo(stream);
    });

    /// <summary>Copies a file, compressed by gzip.</summary>
    public static void Compress(string source, string path) => Write(path, stream =>
    {
        using var from = File.OpenRead(source);
        using var packed = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        from.CopyTo(packed);
    });

    /// <summary>Forces the bytes of a file that someone else wrote onto the disk.</summary>
    public static void Flush(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private static void Write(string path, Action<FileStream> fill)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                fill(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
