namespace EdgeKd.Release;

/// <summary>What a signature says of its subject: OpenSSF Model Signing's predicate.</summary>
internal sealed record SignaturePredicate(IReadOnlyList<SignedResource> Resources, SignatureSerialization Serialization);
