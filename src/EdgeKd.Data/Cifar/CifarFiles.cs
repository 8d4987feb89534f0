using System.Formats.Tar;
using System.IO.Compression;

namespace EdgeKd.Data.Cifar;

/// <summary>Reads the files of a CIFAR data set from a folder or a .tar.gz archive into memory.</summary>
internal static class CifarFiles
{
    private const long MaxFileBytes = 1L << 30;

    /// <returns>The bytes by file name; every file of the format is there.</returns>
    /// <exception cref="InvalidDataException">A file is missing or the archive is damaged.</exception>
    public static Dictionary<string, byte[]> Read(CifarFormat format, string path)
    {
        var files = Directory.Exists(path) ? ReadFolder(format, path)
            : File.Exists(path) ? ReadArchive(format, path)
            : throw new InvalidDataException($"{path} does not exist; give the folder of the binary files, the .tar.gz archive, or an address to fetch it from");
        foreach (var name in format.AllFiles)
        {
            if (!files.ContainsKey(name))
                throw new InvalidDataException($"{path} holds no {name}; use the binary version of the data set");
        }
        return files;
    }

    private static Dictionary<string, byte[]> ReadFolder(CifarFormat format, string path)
    {
        // An unpacked archive has its files in one folder.
        if (!File.Exists(Path.Combine(path, format.TestFile)) && Directory.GetDirectories(path) is [var inside]) path = inside;
        Dictionary<string, byte[]> files = [];
        foreach (var name in format.AllFiles)
        {
            var file = new FileInfo(Path.Combine(path, name));
            if (!file.Exists) continue;
            CheckLength(file.FullName, file.Length);
            files.Add(name, File.ReadAllBytes(file.FullName));
        }
        return files;
    }

    private static Dictionary<string, byte[]> ReadArchive(CifarFormat format, string path)
    {
        var wanted = format.AllFiles.ToHashSet(StringComparer.Ordinal);
        Dictionary<string, byte[]> files = [];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            using var gzip = new GZipStream(stream, CompressionMode.Decompress);
            using var tar = new TarReader(gzip);
            while (files.Count < wanted.Count && tar.GetNextEntry() is { } entry)
            {
                // Only the last part of the name counts and nothing is written, so a name cannot lead out of anywhere.
                var name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
                if (!wanted.Contains(name) || files.ContainsKey(name) || entry.DataStream is not { } data) continue;
                CheckLength(name, entry.Length);
                var bytes = new byte[entry.Length];
                data.ReadExactly(bytes);
                files.Add(name, bytes);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"{path} is no .tar.gz archive of this data set, or is damaged: {e.Message}", e);
        }
        return files;
    }

    private static void CheckLength(string name, long length)
    {
        if (length > MaxFileBytes) throw new InvalidDataException($"{name} is larger than {MaxFileBytes >> 20} MiB; it is no file of this data set");
    }
}
