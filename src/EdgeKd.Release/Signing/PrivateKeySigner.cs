using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>Signs with a private key that this process holds.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class PrivateKeySigner : ISigner, IDisposable
{
    private const string Label = "PRIVATE KEY";
    private readonly ECDsa _key;

    private PrivateKeySigner(ECDsa key, string name)
    {
        _key = key;
        PublicKey = PublicKey.Of(key, name);
        if (PublicKey.Curve != EcdsaCurve.P256)
            throw new InvalidDataException($"{name}: it is a key on {PublicKey.Curve.Name}, but releases are signed on {EcdsaCurve.P256.Name}; make one with 'edgekd keys new'.");
    }

    /// <inheritdoc/>
    public PublicKey PublicKey { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="pem">PEM with the label PRIVATE KEY (PKCS#8, not encrypted), on P-256.</param>
    /// <param name="name">Where it comes from, for errors; the key itself never stands in one.</param>
    /// <exception cref="InvalidDataException">It is no such key; the message says what it is instead.</exception>
    public static PrivateKeySigner Parse(string pem, string name)
    {
        var key = PemKey.Read(pem, Label, name, "a private key (-----BEGIN PRIVATE KEY-----, PKCS#8, not encrypted)");
        try
        {
            return new PrivateKeySigner(key, name);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Reads a key from a file outside of every git repository.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Parse"/>, or the file lies in a repository.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PrivateKeySigner Load(string path)
    {
        KeyFiles.RequireOutsideRepositories(path);
        return Parse(PemKey.ReadFile(path), path);
    }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message) =>
        EcdsaSignatureForm.Of(_key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence), EcdsaCurve.P256);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
