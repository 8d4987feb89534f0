using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>Reads elliptic curve keys in PEM, of one kind and nothing else.</summary>
internal static class PemKey
{
    private const long MaxSizeBytes = 1 << 16;

    /// <exception cref="InvalidDataException">The file is too large for a key.</exception>
    public static string ReadFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (stream.Length > MaxSizeBytes)
            throw new InvalidDataException($"{path}: {stream.Length} bytes are more than the {MaxSizeBytes} that a key may have.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <exception cref="InvalidDataException">The text holds another kind of key, or none.</exception>
    public static ECDsa Read(string pem, string label, string name, string wanted)
    {
        var found = PemEncoding.TryFind(pem, out var fields) ? pem[fields.Label] : null;
        if (found != label)
            throw new InvalidDataException($"{name}: {wanted} is needed here, but it holds {(found is null ? "no PEM" : $"a {found}")}.");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem[fields.Location]);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new InvalidDataException($"{name}: it is not the key of an elliptic curve ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}).", exception);
        }
    }
}
