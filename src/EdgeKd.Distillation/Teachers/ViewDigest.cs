using System.Security.Cryptography;

namespace EdgeKd.Distillation;

/// <summary>The SHA-256 of one view of a cache.</summary>
internal static class ViewDigest
{
    /// <exception cref="EndOfStreamException">The file ends within the view.</exception>
    public static byte[] Of(Stream stream, TeacherCacheHeader header, int view)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        stream.Position = header.ViewOffset(view);
        for (var left = header.Description.ViewSizeBytes; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            stream.ReadExactly(part);
            sha.AppendData(part);
            left -= part.Length;
        }

        return sha.GetHashAndReset();
    }
}
