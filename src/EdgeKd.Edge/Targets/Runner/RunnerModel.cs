namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The model that a runner ran.</summary>
/// <param name="File">Its file name.</param>
/// <param name="Sha256">The SHA-256 of the file, 64 lower-case hex digits.</param>
/// <param name="Precision">Its precision; null of a file that does not say.</param>
/// <param name="Bundle">The bundle it came from; null of a bare file.</param>
/// <param name="Version">The bundle's version; null of a bare file.</param>
/// <param name="Verified">What was verified of it: <c>signature</c>, <c>digests</c> or <c>none</c>.</param>
public sealed record RunnerModel(string File, string Sha256, string? Precision, string? Bundle, string? Version, string Verified);
