namespace EdgeKd.Release;

/// <summary>A DSSE envelope: a typed message and its signatures (secure-systems-lab/dsse, envelope.md).</summary>
/// <param name="Payload">The message, as Base64.</param>
/// <param name="PayloadType">What kind of message it is.</param>
/// <param name="Signatures">The signatures of <see cref="PreAuthenticationEncoding"/> of both.</param>
internal sealed record SignedEnvelope(string Payload, string PayloadType, IReadOnlyList<EnvelopeSignature> Signatures);
