using System.Text.Json;

namespace EdgeKd.Release;

/// <summary>What a signature is checked with: a Sigstore bundle's <c>verificationMaterial</c>, of the method <c>key</c>.</summary>
/// <param name="PublicKey">The key.</param>
/// <param name="TlogEntries">Entries of a transparency log, of which this method has none.</param>
internal sealed record SignatureMaterial(SignatureKey PublicKey, IReadOnlyList<JsonElement>? TlogEntries = null);
