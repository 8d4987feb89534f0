using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>One release among those of a model: its files in a folder, checked by the digests of its <c>bundle.json</c>, and that by
/// the one in the history.</summary>
internal sealed class ReleaseFolder : IReleaseFiles
{
    private const string Remedy = "take it back from version control";

    private ReleaseFolder(string folder, BundleManifest manifest) => (Where, Manifest) = (folder, manifest);

    public string Where { get; }

    public BundleManifest Manifest { get; }

    /// <summary>Opens a release's folder and checks its manifest.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="entry">How it became a release.</param>
    /// <exception cref="InvalidDataException">It is damaged; the message names the file and what to do.</exception>
    public static ReleaseFolder Open(string folder, HistoryEntry entry)
    {
        var path = Path.Combine(folder, BundleManifest.FileName);
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"{folder}: the release {entry.Version} is missing, though {ReleaseHistory.FileName} names it; {Remedy}.");
        var file = new FileInfo(path);
        if (!IsPlain(file))
            throw new InvalidDataException($"{path}: it is missing or a link; {Remedy}.");
        if (file.Length > BundleReader.MaxManifestBytes)
            throw new InvalidDataException($"{path}: {file.Length} bytes are more than the {BundleReader.MaxManifestBytes} that it may have; {Remedy}.");
        var bytes = File.ReadAllBytes(path);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != entry.Sha256)
            throw new InvalidDataException($"{path}: it is not what was promoted as {entry.Version}: its SHA-256 is not the one in {ReleaseHistory.FileName}; {Remedy}.");
        var manifest = BundleManifest.Parse(bytes, path);
        return manifest.Version == entry.Version
            ? new ReleaseFolder(folder, manifest)
            : throw new InvalidDataException($"{path}: it is of version {manifest.Version} instead of {entry.Version}; {Remedy}.");
    }

    /// <summary>Reads a release with its evidence and checks every file.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Open"/>.</exception>
    public ReleasedBaseline LoadWhole(HistoryEntry entry)
    {
        // What is not read is checked as well: models are opened by their paths later.
        foreach (var file in Manifest.Files)
        {
            using var stream = OpenChecked(file);
            Require(file, SHA256.HashData(stream));
        }

        return LoadEvidence(entry);
    }

    /// <summary>Reads a release with its evidence; other files are not looked at.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Open"/>.</exception>
    public ReleasedBaseline LoadEvidence(HistoryEntry entry) => new(
        Manifest,
        ValidationEvidence.Parse(Read(ValidationEvidence.FileName), Path.Combine(Where, ValidationEvidence.FileName)),
        Verdict.Parse(Read(Verdict.FileName), Path.Combine(Where, Verdict.FileName)))
    {
        Folder = Where,
        Sha256 = entry.Sha256,
    };

    public byte[] Read(string path)
    {
        var file = Manifest.Files.FirstOrDefault(file => file.Path == path)
            ?? throw new InvalidDataException($"{Path.Combine(Where, BundleManifest.FileName)}: it names no {path}; it names {string.Join(", ", Manifest.Files.Select(f => f.Path))}.");
        using var stream = OpenChecked(file);
        var bytes = new byte[file.SizeBytes];
        stream.ReadExactly(bytes);
        Require(file, SHA256.HashData(bytes));
        return bytes;
    }

    private FileStream OpenChecked(BundleFile file)
    {
        var path = Path.Combine(Where, file.Path);
        if (!IsPlain(new FileInfo(path)))
            throw new InvalidDataException($"{path}: it is missing or a link; {Remedy}.");
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length == file.SizeBytes)
            return stream;
        var length = stream.Length;
        stream.Dispose();
        throw new InvalidDataException($"{path}: it has {length} bytes instead of the {file.SizeBytes} in its manifest; {Remedy}.");
    }

    private void Require(BundleFile file, byte[] digest)
    {
        if (Convert.ToHexStringLower(digest) != file.Sha256)
            throw new InvalidDataException($"{Path.Combine(Where, file.Path)}: its contents are not those of its manifest; {Remedy}.");
    }

    private static bool IsPlain(FileInfo file) => file.Exists && file.LinkTarget is null;
}
