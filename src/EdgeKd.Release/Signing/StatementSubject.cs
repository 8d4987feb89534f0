namespace EdgeKd.Release;

/// <summary>The subject of an in-toto statement.</summary>
/// <param name="Name">The release's name; for people alone.</param>
/// <param name="Digest">Its digests by algorithm.</param>
internal sealed record StatementSubject(string Name, IReadOnlyDictionary<string, string> Digest);
