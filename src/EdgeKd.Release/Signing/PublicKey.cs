using System.Security.Cryptography;
using System.Text;

namespace EdgeKd.Release;

/// <summary>A key that signatures are checked with: ECDSA on P-256, P-384 or P-521.</summary>
/// <remarks>Safe for use by several threads at once.</remarks>
public sealed class PublicKey
{
    private const string Label = "PUBLIC KEY";
    private readonly byte[] _info;

    private PublicKey(ECDsa key, EcdsaCurve curve)
    {
        Curve = curve;
        _info = key.ExportSubjectPublicKeyInfo();
        Pem = key.ExportSubjectPublicKeyInfoPem() + "\n";
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Pem)));
    }

    /// <summary>The key as PEM of its SubjectPublicKeyInfo, with a line end after the last line.</summary>
    public string Pem { get; }

    /// <summary>The SHA-256 of <see cref="Pem"/>, 64 lower-case hexadecimal digits: what signatures of OpenSSF Model Signing hint at
    /// their key with.</summary>
    public string Fingerprint { get; }

    internal EcdsaCurve Curve { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="pem">PEM with the label PUBLIC KEY.</param>
    /// <param name="name">Where it comes from, for errors.</param>
    /// <exception cref="InvalidDataException">It is no such key; the message says what it is instead.</exception>
    public static PublicKey Parse(string pem, string name)
    {
        using var key = PemKey.Read(pem, Label, name, "a public key (-----BEGIN PUBLIC KEY-----)");
        return Of(key, name);
    }

    /// <summary>Reads a key from a file.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Parse"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PublicKey Load(string path) => Parse(PemKey.ReadFile(path), path);

    /// <summary>Whether the key's owner signed a message.</summary>
    /// <param name="message">The message; it is hashed with the hash of the curve.</param>
    /// <param name="signature">An ECDSA signature in DER.</param>
    public bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_info, out _);
        return key.VerifyData(message, signature, Curve.Hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    internal static PublicKey Of(ECDsa key, string name) => new(key, EcdsaCurve.Of(key)
        ?? throw new InvalidDataException($"{name}: its curve is none of P-256, P-384 and P-521; make a key with 'edgekd keys new'."));
}
