using EdgeKd.Data;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Diffing;

/// <summary>Finds the very test images that a release was measured on.</summary>
internal static class TestImages
{
    /// <summary>Opens them.</summary>
    /// <param name="path">A file <c>test.images</c>, the folder of the data stage that holds it, or one above it.</param>
    /// <param name="sha256">Their SHA-256.</param>
    /// <exception cref="InvalidDataException">They are not there.</exception>
    /// <exception cref="IOException">There is no such folder or file.</exception>
    public static PackedImages Open(string path, string sha256)
    {
        string[] files = File.Exists(path) ? [path]
            : Directory.Exists(path) ? Directory.GetFiles(path, DataPreparation.TestFile, SearchOption.AllDirectories)
            : throw new DirectoryNotFoundException($"{path}: there is no such folder or .images file");
        // By digest, because positions mean nothing in another set.
        return files.Order(StringComparer.Ordinal).FirstOrDefault(file => FileDigest.OfFile(file) == sha256) is { } found
            ? PackedImages.Open(found, verify: false)
            : throw new InvalidDataException(
                $"{path}: none of its {files.Length} {DataPreparation.TestFile} is the set that the releases were measured on (SHA-256 {sha256[..12]}…); run the data stage with the later release's recipe and name its folder.");
    }
}
