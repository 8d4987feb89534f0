namespace EdgeKd.Release;

/// <summary>One file that a signature covers: an entry of <c>predicate.resources</c>.</summary>
/// <param name="Name">Its path from the release's root, with forward slashes.</param>
/// <param name="Digest">Its digest in lower-case hexadecimal digits.</param>
/// <param name="Algorithm">The digest's algorithm: <c>sha256</c>.</param>
public sealed record SignedResource(string Name, string Digest, string Algorithm = SignedStatement.Sha256);
