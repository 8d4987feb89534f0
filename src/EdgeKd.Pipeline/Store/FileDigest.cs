using System.Security.Cryptography;

namespace EdgeKd.Pipeline.Store;

/// <summary>SHA-256 of files.</summary>
internal static class FileDigest
{
    /// <summary>64 lower-case hex digits.</summary>
    public static string OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    public static string OfText(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
