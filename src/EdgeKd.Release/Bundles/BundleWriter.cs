using System.IO.Compression;
using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>Packs release bundles.</summary>
public static class BundleWriter
{
    /// <summary>ZIP's own beginning of time: a bundle does not know when it was packed.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A regular file that everyone may read and its owner may write (Unix mode 0100644).</summary>
    private const int RegularFile = unchecked((int)0x81A40000);

    /// <summary>Packs files and their manifest. The same parts make the same bytes.</summary>
    /// <param name="zipPath">The bundle; complete or not there.</param>
    /// <param name="manifest">The manifest; its list of files is made here.</param>
    /// <param name="files">The files to pack: the path in the bundle, and the file on disk.</param>
    /// <returns>The manifest as it stands in the bundle.</returns>
    /// <exception cref="InvalidDataException">The manifest is wrong or a path cannot stand in a bundle.</exception>
    /// <exception cref="IOException">A file cannot be read, or changed while it was packed.</exception>
    public static BundleManifest Write(string zipPath, BundleManifest manifest, IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);

        var parts = files.OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
        var complete = manifest with { Files = [.. parts.Select(part => Describe(part.Key, part.Value))] };
        var manifestBytes = complete.ToBytes();

        AtomicFile.Write(zipPath, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            // The manifest comes first, so that a reader of a stream knows what follows.
            Add(zip, BundleManifest.FileName, new MemoryStream(manifestBytes));
            foreach (var (file, path) in complete.Files.Zip(parts.Select(part => part.Value)))
            {
                using var source = File.OpenRead(path);
                if (source.Length != file.SizeBytes)
                    throw new IOException($"{path} changed while it was packed; pack again.");
                Add(zip, file.Path, source);
            }
        });
        return complete;
    }

    private static BundleFile Describe(string path, string file)
    {
        using var stream = File.OpenRead(file);
        return new BundleFile(path, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>Stored, not deflated: weights hardly shrink, and deflated bytes differ from one zlib to the next.</summary>
    private static void Add(ZipArchive zip, string name, Stream contents)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Epoch;
        entry.ExternalAttributes = RegularFile;
        using var target = entry.Open();
        contents.CopyTo(target);
    }
}
