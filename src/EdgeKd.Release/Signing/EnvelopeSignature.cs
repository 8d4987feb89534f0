namespace EdgeKd.Release;

/// <summary>One signature of an envelope.</summary>
/// <param name="Sig">The signature in DER, as Base64.</param>
/// <param name="Keyid">Not used.</param>
internal sealed record EnvelopeSignature(string Sig, string? Keyid = null);
