using System.Formats.Asn1;
using System.Numerics;

namespace EdgeKd.Release;

/// <summary>The one form of an ECDSA signature. Of (r, s) the pair (r, n − s) verifies as well, and BER knows many encodings of one pair:
/// a release has the smaller s, in DER (SEC 1 v2, 4.1.3 and C.8), so that no byte of it can change.</summary>
internal static class EcdsaSignatureForm
{
    /// <summary>The same signature with the smaller s, in DER.</summary>
    /// <exception cref="InvalidDataException">The bytes are no DER sequence of two positive numbers below the order.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> der, EcdsaCurve curve)
    {
        try
        {
            var sequence = new AsnReader(der, AsnEncodingRules.DER);
            var numbers = sequence.ReadSequence();
            sequence.ThrowIfNotEmpty();
            BigInteger r = numbers.ReadInteger(), s = numbers.ReadInteger();
            numbers.ThrowIfNotEmpty();
            if (r.Sign <= 0 || s.Sign <= 0 || r >= curve.Order || s >= curve.Order)
                throw new InvalidDataException($"the numbers of the signature are not those of an ECDSA signature on {curve.Name}");
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteInteger(r);
                writer.WriteInteger(BigInteger.Min(s, curve.Order - s));
            }

            return writer.Encode();
        }
        catch (AsnContentException exception)
        {
            throw new InvalidDataException("the signature is not an ECDSA signature in DER", exception);
        }
    }
}
