namespace EdgeKd.Release;

/// <summary>Which key a signature is of: <c>verificationMaterial.publicKey</c>.</summary>
/// <param name="Hint">The key's <see cref="PublicKey.Fingerprint"/>; null in signatures that older programs made, which carry the whole
/// key instead. That one is never read.</param>
internal sealed record SignatureKey(string? Hint = null);
