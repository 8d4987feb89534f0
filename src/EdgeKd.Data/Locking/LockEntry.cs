namespace EdgeKd.Data.Locking;

/// <summary>What a <see cref="DataLock"/> holds of one image besides its path.</summary>
/// <param name="SizeBytes">The size of its file.</param>
/// <param name="Digest">The SHA-256 of its file.</param>
/// <param name="Label">The number of its class among the lock's labels.</param>
/// <param name="Part">Its part.</param>
internal readonly record struct LockEntry(long SizeBytes, ContentDigest Digest, int Label, ImagePart Part);
