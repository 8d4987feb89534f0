namespace EdgeKd.Data.Packing;

/// <summary>Files that get their name only when they are complete.</summary>
internal static class TemporaryFile
{
    /// <summary>A name in the same folder that no other process uses.</summary>
    public static string NameFor(string path) => $"{path}.{Environment.ProcessId:x}-{Guid.NewGuid():N}.tmp";

    /// <summary>Writes a whole file: temporary name, flush, rename.</summary>
    public static void WriteAllBytes(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>As <see cref="WriteAllBytes"/>, for contents that are made while they are written.</summary>
    public static void Write(string path, Action<Stream> fill)
    {
        var temporary = NameFor(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
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
