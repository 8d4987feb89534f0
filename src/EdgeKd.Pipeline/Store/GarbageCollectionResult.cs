namespace EdgeKd.Pipeline.Store;

/// <summary>What a collection did.</summary>
/// <param name="Removed">Folders removed.</param>
/// <param name="Kept">Keys kept.</param>
/// <param name="FreedBytes">Bytes of the files removed.</param>
public sealed record GarbageCollectionResult(int Removed, int Kept, long FreedBytes);
