using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>The folder that keeps the released model of one product, in place of which a later one is put.</summary>
public static class BaselineFolder
{
    /// <summary>The files that a baseline holds; others of a bundle are not kept.</summary>
    internal static IEnumerable<string> FilesOf(BundleManifest manifest) =>
        [.. manifest.Models.Select(model => model.File), ValidationEvidence.FileName, Verdict.FileName];

    /// <summary>Reads and checks the released model.</summary>
    /// <param name="folder">The baseline's own folder.</param>
    /// <returns>The baseline; null where nothing has been released.</returns>
    /// <exception cref="InvalidDataException">The folder is damaged; the message names the file and what to do.</exception>
    public static ReleasedBaseline? Load(string folder)
    {
        var present = Directory.Exists(folder) ? folder : PreviousOf(folder);
        if (!Directory.Exists(present))
            return null;
        var manifestPath = Path.Combine(present, BundleManifest.FileName);
        if (!File.Exists(manifestPath))
            throw new InvalidDataException($"{present}: it holds no {BundleManifest.FileName}; take the folder back from version control, or remove it to make a first release.");

        var manifest = BundleManifest.Load(manifestPath);
        return new ReleasedBaseline(
            manifest,
            ValidationEvidence.Parse(ReadChecked(present, manifest, ValidationEvidence.FileName), Path.Combine(present, ValidationEvidence.FileName)),
            Verdict.Parse(ReadChecked(present, manifest, Verdict.FileName), Path.Combine(present, Verdict.FileName)))
        {
            Folder = present,
        };
    }

    /// <summary>Where the former baseline lies while a new one takes its place.</summary>
    internal static string PreviousOf(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + ".previous";

    private static byte[] ReadChecked(string folder, BundleManifest manifest, string name)
    {
        var path = Path.Combine(folder, name);
        var file = manifest.Files.FirstOrDefault(file => file.Path == name)
            ?? throw new InvalidDataException($"{Path.Combine(folder, BundleManifest.FileName)}: it names no {name}, which a baseline needs.");
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: it is missing; take the folder back from version control, or remove it to make a first release.");
        if (new FileInfo(path).Length != file.SizeBytes)
            throw new InvalidDataException($"{path}: its size is not the {file.SizeBytes} bytes of its manifest; take it back from version control.");
        var bytes = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256
            ? bytes
            : throw new InvalidDataException($"{path}: its contents are not those of its manifest; take it back from version control.");
    }
}
