namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The images that a runner used.</summary>
/// <param name="Sha256">The digest in the header of the packed file, 64 lower-case hex digits; null of loose images.</param>
/// <param name="Count">Images used.</param>
public sealed record RunnerData(string? Sha256, int Count);
