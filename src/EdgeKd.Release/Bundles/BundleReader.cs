using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>Opens release bundles, which are hostile until every entry was checked against the manifest.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class BundleReader : IReleaseFiles, IDisposable
{
    /// <summary>The most entries that a bundle may have.</summary>
    public const int MaxEntries = 1000;

    /// <summary>The most that all entries together may hold, in bytes.</summary>
    public const long MaxTotalBytes = 2_000_000_000;

    /// <summary>The most that <c>bundle.json</c> may hold, in bytes.</summary>
    public const long MaxManifestBytes = 8L << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private BundleReader(string path, ZipArchive zip, Dictionary<string, ZipArchiveEntry> entries, BundleManifest manifest)
    {
        Path = path;
        _zip = zip;
        _entries = entries;
        Manifest = manifest;
    }

    /// <summary>The bundle's own path, as it was given.</summary>
    public string Path { get; }

    string IReleaseFiles.Where => Path;

    /// <summary>What the bundle holds.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>Opens a bundle and checks every entry: name, kind, size and digest, and that the archive holds no byte beside them. What
    /// the manifest says is then whole, but may be anyone's: see <see cref="BundleSignature"/>.</summary>
    /// <exception cref="InvalidDataException">It is no bundle, or an entry is not what the manifest says; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BundleReader Open(string zipPath)
    {
        var stream = new FileStream(zipPath, FileMode.Open, FileAccess.Read, FileShare.Read);
        ZipArchive? zip = null;
        try
        {
            if (stream.Length > MaxTotalBytes)
                throw new InvalidDataException($"{zipPath}: {stream.Length} bytes are more than the {MaxTotalBytes} that a bundle may have.");
            zip = new ZipArchive(stream, ZipArchiveMode.Read);
            var entries = ZipChecks.Entries(zip, zipPath);
            var bytes = ReadManifest(entries, zipPath);
            var manifest = BundleManifest.Parse(bytes, $"{zipPath}: {BundleManifest.FileName}");
            RequireSameFiles(entries, manifest, zipPath);
            List<ZipEntry> packed = [EntryOf(BundleManifest.FileName, bytes)];
            packed.AddRange(manifest.Files.Select(file => RequireContents(entries[file.Path], file, zipPath)));
            if (manifest.IsSigned)
                packed.Add(EntryOf(ModelSignature.FileName, ReadSmall(entries[ModelSignature.FileName], ModelSignature.MaxSizeBytes, zipPath)));
            RequireOrder(packed, zipPath);
            ZipLayoutCheck.Require(stream, packed, zipPath);
            return new BundleReader(zipPath, zip, entries, manifest);
        }
        catch (Exception exception)
        {
            zip?.Dispose();
            stream.Dispose();
            if (exception is InvalidDataException && exception.Message.StartsWith(zipPath, StringComparison.Ordinal))
                throw;
            // The ZIP reader has many words for a damaged archive; to the caller they are one thing.
            if (exception is InvalidDataException or ArgumentException or NotSupportedException or EndOfStreamException or OverflowException)
                throw new InvalidDataException($"{zipPath}: it is no sound ZIP archive ({exception.Message.ReplaceLineEndings(" ")}).", exception);
            throw;
        }
    }

    /// <summary>The contents of one file.</summary>
    /// <exception cref="InvalidDataException">The bundle has no such file.</exception>
    public byte[] Read(string path)
    {
        var file = Manifest.Files.FirstOrDefault(file => file.Path == path)
            ?? throw new InvalidDataException($"The bundle {Manifest.Name} {Manifest.Version} holds no {path}; it holds {string.Join(", ", Manifest.Files.Select(f => f.Path))}.");
        using var source = _entries[file.Path].Open();
        var bytes = new byte[file.SizeBytes];
        source.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Writes one file of the bundle to disk.</summary>
    /// <exception cref="InvalidDataException">The bundle has no such file.</exception>
    public void Extract(string path, string target) => AtomicFile.Write(target, stream => stream.Write(Read(path)));

    /// <summary>The bytes of <c>bundle.json</c>.</summary>
    public byte[] ReadManifest() => ReadSmall(_entries[BundleManifest.FileName], MaxManifestBytes, Path);

    /// <summary>The bytes of the signature; null where the bundle is unsigned.</summary>
    public byte[]? ReadSignature() => Manifest.IsSigned ? ReadSmall(_entries[ModelSignature.FileName], ModelSignature.MaxSizeBytes, Path) : null;

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private static byte[] ReadManifest(Dictionary<string, ZipArchiveEntry> entries, string zipPath) => entries.TryGetValue(BundleManifest.FileName, out var entry)
        ? ReadSmall(entry, MaxManifestBytes, zipPath)
        : throw new InvalidDataException($"{zipPath}: it holds no {BundleManifest.FileName}, so it is no bundle.");

    private static byte[] ReadSmall(ZipArchiveEntry entry, long mostBytes, string zipPath)
    {
        if (entry.Length > mostBytes)
            throw new InvalidDataException($"{zipPath}: {entry.FullName} has {entry.Length} bytes, more than the {mostBytes} allowed.");
        using var source = entry.Open();
        var bytes = new byte[entry.Length];
        source.ReadExactly(bytes);
        return bytes;
    }

    private static ZipEntry EntryOf(string name, byte[] contents) => new(name, contents.Length, Crc32.HashToUInt32(contents));

    /// <summary>The manifest, the other files in the order of their names, the signature.</summary>
    private static void RequireOrder(IReadOnlyList<ZipEntry> packed, string zipPath)
    {
        for (var i = 2; i < packed.Count; i++)
        {
            if (packed[i].Name != ModelSignature.FileName && string.CompareOrdinal(packed[i - 1].Name, packed[i].Name) >= 0)
                throw new InvalidDataException($"{zipPath}: {packed[i].Name} is not in the order of the names; take the bundle from its source again.");
        }
    }

    private static void RequireSameFiles(Dictionary<string, ZipArchiveEntry> entries, BundleManifest manifest, string zipPath)
    {
        var named = manifest.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        if (manifest.IsSigned)
            named.Add(ModelSignature.FileName);
        if (entries.Keys.FirstOrDefault(name => name != BundleManifest.FileName && !named.Contains(name)) is { } extra)
            throw new InvalidDataException($"{zipPath}: it holds {extra}, which its manifest does not name.");
        if (named.FirstOrDefault(name => !entries.ContainsKey(name)) is { } missing)
            throw new InvalidDataException($"{zipPath}: its manifest names {missing}, which it does not hold.");
    }

    private static ZipEntry RequireContents(ZipArchiveEntry entry, BundleFile file, string zipPath)
    {
        if (entry.Length != file.SizeBytes)
            throw new InvalidDataException($"{zipPath}: {file.Path} has {entry.Length} bytes, but its manifest says {file.SizeBytes}.");
        using var source = entry.Open();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var crc = new Crc32();
        var buffer = new byte[1 << 16];
        long left = file.SizeBytes;
        for (int read; (read = source.Read(buffer)) > 0; left -= read)
        {
            // An entry may hold more than its header admits: stop at the first byte too many.
            if (read > left)
                throw new InvalidDataException($"{zipPath}: {file.Path} holds more than the {file.SizeBytes} bytes that its header says.");
            sha.AppendData(buffer, 0, read);
            crc.Append(buffer.AsSpan(0, read));
        }

        if (left != 0 || Convert.ToHexStringLower(sha.GetHashAndReset()) != file.Sha256)
            throw new InvalidDataException($"{zipPath}: the contents of {file.Path} are not those that its manifest names by SHA-256; the bundle was damaged or changed, so fetch or pack it again.");
        return new ZipEntry(file.Path, file.SizeBytes, crc.GetCurrentHashAsUInt32());
    }
}
