using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using EdgeKd.Release;

namespace EdgeKd.DeviceRuntime.Tests.Bundles;

/// <summary>Signs with a new key on any curve of the format.</summary>
internal sealed class CurveSigner : ISigner, IDisposable
{
    private readonly ECDsa _key;
    private readonly bool _larger;

    /// <param name="curve">Such as <c>nistP384</c>.</param>
    /// <param name="larger">Whether the signature has the larger s of the two that verify.</param>
    public CurveSigner(string curve, bool larger = false)
    {
        _key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        _larger = larger;
        PublicKey = PublicKey.Parse(_key.ExportSubjectPublicKeyInfoPem(), curve);
    }

    public PublicKey PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = EcdsaSignatureForm.Of(_key.SignData(message, PublicKey.Curve.Hash, DSASignatureFormat.Rfc3279DerSequence), PublicKey.Curve);
        if (!_larger)
            return signature;
        var numbers = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        BigInteger r = numbers.ReadInteger(), s = numbers.ReadInteger();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(PublicKey.Curve.Order - s);
        }

        return writer.Encode();
    }

    public void Dispose() => _key.Dispose();
}
