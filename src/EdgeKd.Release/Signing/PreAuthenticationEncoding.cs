using System.Globalization;
using System.Text;

namespace EdgeKd.Release;

/// <summary>The bytes that are signed of a typed message: DSSE v1's PAE, <c>"DSSEv1" SP length(type) SP type SP length(payload) SP
/// payload</c> (secure-systems-lab/dsse, protocol.md). The type stands in them, so that a signature of one kind of message is none of
/// another.</summary>
public static class PreAuthenticationEncoding
{
    /// <summary>Encodes a message.</summary>
    /// <param name="payloadType">What kind of message it is, a media type.</param>
    /// <param name="payload">The message.</param>
    public static byte[] Of(string payloadType, ReadOnlySpan<byte> payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(payloadType);
        var type = Encoding.UTF8.GetByteCount(payloadType);
        return [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {type} {payloadType} {payload.Length} ")), .. payload];
    }
}
