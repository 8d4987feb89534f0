using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>A curve that keys may be of, with the hash that OpenSSF Model Signing pairs it with.</summary>
/// <param name="Name">Such as <c>P-256</c>.</param>
/// <param name="Oid">Its object identifier.</param>
/// <param name="Hash">The hash of what is signed.</param>
/// <param name="Order">The order n of its base point (NIST SP 800-186, 3.2.1).</param>
internal sealed record EcdsaCurve(string Name, string Oid, HashAlgorithmName Hash, BigInteger Order)
{
    /// <summary>The curve that releases are signed on.</summary>
    public static EcdsaCurve P256 { get; } = new("P-256", "1.2.840.10045.3.1.7", HashAlgorithmName.SHA256,
        Hexadecimal("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"));

    private static readonly EcdsaCurve[] All =
    [
        P256,
        new("P-384", "1.3.132.0.34", HashAlgorithmName.SHA384,
            Hexadecimal("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973")),
        new("P-521", "1.3.132.0.35", HashAlgorithmName.SHA512,
            Hexadecimal("01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409")),
    ];

    /// <summary>The curve of a key; null where it is none of those allowed.</summary>
    public static EcdsaCurve? Of(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed ? All.FirstOrDefault(known => known.Oid == curve.Oid.Value) : null;
    }

    private static BigInteger Hexadecimal(string digits) => BigInteger.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
