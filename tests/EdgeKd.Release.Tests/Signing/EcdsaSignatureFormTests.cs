using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace EdgeKd.Release.Tests.Signing;

[TestFixture]
public class EcdsaSignatureFormTests
{
    [TestCase("1.2.840.10045.3.1.7"), TestCase("1.3.132.0.34"), TestCase("1.3.132.0.35")]
    public void Both_signatures_of_a_pair_have_one_form_that_verifies(string oid)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue(oid));
        var publicKey = PublicKey.Of(key, "key");
        for (byte i = 0; i < 20; i++)
        {
            var signature = key.SignData([i], publicKey.Curve.Hash, DSASignatureFormat.Rfc3279DerSequence);
            var numbers = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
            BigInteger r = numbers.ReadInteger(), s = numbers.ReadInteger();
            var twin = Der(r, publicKey.Curve.Order - s);

            // That the twin verifies too is why a form is needed at all; it also checks the order.
            Assert.That(publicKey.Verifies([i], twin));
            var form = EcdsaSignatureForm.Of(signature, publicKey.Curve);
            Assert.That(form, Is.EqualTo(EcdsaSignatureForm.Of(twin, publicKey.Curve)));
            Assert.That(form.SequenceEqual(signature) != form.SequenceEqual(twin));
            Assert.That(publicKey.Verifies([i], form));
        }
    }

    private static readonly TestCaseData[] Wrong =
    [
        new(Array.Empty<byte>(), "DER"),
        new(new byte[] { 0x30, 0x00 }, "DER"),
        new(new byte[] { 0x30, 0x80, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x00, 0x00 }, "DER"),
        new(Der(1, 1).Append((byte)0).ToArray(), "DER"),
        new(Der(0, 1), "numbers"),
        new(Der(1, -1), "numbers"),
        new(Der(1, EcdsaCurve.P256.Order), "numbers"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void What_is_no_signature_is_refused(byte[] der, string message) =>
        Assert.That(() => EcdsaSignatureForm.Of(der, EcdsaCurve.P256), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));

    private static byte[] Der(BigInteger r, BigInteger s)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(s);
        }

        return writer.Encode();
    }
}
