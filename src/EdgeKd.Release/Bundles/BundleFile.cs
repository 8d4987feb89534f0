namespace EdgeKd.Release;

/// <summary>One file of a bundle.</summary>
/// <param name="Path">Its path in the bundle, with forward slashes.</param>
/// <param name="SizeBytes">Its size, in bytes.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
public sealed record BundleFile(string Path, long SizeBytes, string Sha256);
